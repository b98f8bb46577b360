import { createReadStream } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { AppError } from '../app-error.ts';
import type { DocumentError } from './policy-document.ts';

/** The most text of one file, in bytes; a cluster stores no object above 1.5 MiB. */
export const MAX_TEXT = 32 * 1024 * 1024;

/**
 * The text of a policy file, or why it is none. `-` is stdin. Throws AppError `invalid` for a missing file.
 */
export async function policyText(file: string): Promise<string | DocumentError> {
  const bytes = await bytesOf(file);
  if (bytes === null) return TOO_LARGE;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return decode(bytes);
  const unpacked = unpack(bytes);
  return unpacked instanceof Uint8Array ? decode(unpacked) : unpacked;
}

const TOO_LARGE: DocumentError = {
  id: 'too-large',
  message: `the file has more than ${MAX_TEXT / 1024 / 1024} MiB of text`,
  hint: 'split it: no object of a cluster is larger than 1.5 MiB',
};

/** Of pipes and devices too, which have no size beforehand; null = too many. */
async function bytesOf(file: string): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
      size += chunk.length;
      if (size > MAX_TEXT) return null;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cannotRead(file, cause);
  }
  return Buffer.concat(chunks);
}

/** A path that was named and can't be opened. */
export function cannotRead(path: string, cause: unknown): AppError {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  const why = missing ? 'no such file or directory' : cause instanceof Error ? cause.message : String(cause);
  return new AppError('invalid', `Can't read policies from ${path}: ${why}`, {
    hint: 'name files or directories of Kubernetes YAML or JSON, or - for stdin',
    cause,
  });
}

function unpack(bytes: Uint8Array): Uint8Array | DocumentError {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_TEXT });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return TOO_LARGE;
    return {
      id: 'broken-gzip',
      message: 'it is no whole gzip file',
      hint: 'pack it again, or give it unpacked',
    };
  }
}

/** UTF-8, with or without a byte order mark. */
function decode(bytes: Uint8Array): string | DocumentError {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {}
  return {
    id: 'not-text',
    message: 'it is no UTF-8 text',
    hint: 'give Kubernetes YAML or JSON, saved as UTF-8',
  };
}
