import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { AppError } from '../app-error.ts';
import { isUtf16 } from '../ingest/flows/json-lines.ts';
import { type ByteStream, gunzipped, peekBytes } from '../ingest/log/byte-streams.ts';
import { detectFormat } from '../ingest/log/detect-format.ts';
import { detectOwn } from '../ingest/log/detect-own.ts';
import type { OwnFormat } from '../ingest/log/own-format.ts';
import type { TRAFFIC_FORMATS } from './check-inputs.ts';
import type { AskedFormat } from './log-format.ts';

/** Which reader takes which of the paths; a directory may hold files for both. */
export interface SortedPaths {
  readonly flows: readonly string[];
  readonly logs: readonly string[];
  /** What `-` stands for, from its beginning. */
  readonly stdin: ByteStream;
}

const STDIN = '-';
const HEAD_BYTES = 64 * 1024;

/** Tells flow lines from the other formats, by content unless it is said. `own`: the mesh's. Throws AppError. */
export async function sortPaths(
  paths: readonly string[],
  format: AskedFormat<(typeof TRAFFIC_FORMATS)[number]>['format'],
  stdin: ByteStream,
  own: readonly OwnFormat[],
): Promise<SortedPaths> {
  const flows: string[] = [];
  const logs: string[] = [];
  let whole = stdin;
  for (const path of paths) {
    if (format !== 'auto') (format === 'flows' ? flows : logs).push(path);
    else if (path === STDIN) {
      const peeked = await peekBytes(stdin, HEAD_BYTES);
      whole = peeked.whole;
      ((await isFlows([peeked.head], own)) ? flows : logs).push(path);
    } else if (await isDirectory(path)) {
      flows.push(path);
      logs.push(path);
    } else ((await isFlows(bytesOf(path), own)) ? flows : logs).push(path);
  }
  return { flows, logs, stdin: whole };
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: Error) => {
    throw new AppError('invalid', `--traffic ${path} can't be read: ${cause.message}`, { cause });
  });
  if (!found.isFIFO()) return found.isDirectory();
  // What it is would be seen only by taking it out.
  throw new AppError('invalid', `--traffic ${path} is a pipe, of which it can't be told what it holds`, {
    hint: 'say it with --format, or pipe it into stdin',
  });
}

async function isFlows(
  bytes: Iterable<Uint8Array> | ByteStream,
  own: readonly OwnFormat[],
): Promise<boolean> {
  const unpacked = gunzipped(Readable.from(bytes), 'the traffic', () => undefined);
  const { head, whole } = await peekBytes(unpacked, HEAD_BYTES);
  await whole[Symbol.asyncIterator]().return?.();
  // Whose reader says that it should be UTF-8.
  return isUtf16(head) || (detectOwn(head, own) === null && detectFormat(head) === 'flows');
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new AppError('unreadable', `${path} can't be read: ${String(cause)}`, { cause });
  }
}
