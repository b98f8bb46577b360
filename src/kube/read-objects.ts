import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { parseAllDocuments } from 'yaml';
import { AppError } from '../app-error.ts';

/** One object of a file, with the kind that decides whether it is read at all. */
export interface RawObject {
  readonly kind: string;
  readonly value: unknown;
  readonly file: string;
}

/**
 * All Kubernetes objects of a file: YAML (also several documents) or JSON, single objects or Lists, gzipped
 * or not. Throws AppError `invalid` when there is no such file, `unreadable` with file and line when it is
 * neither.
 */
export async function readObjects(file: string): Promise<RawObject[]> {
  const text = textOf(await bytesOf(file), file);
  return documentsOf(text, file).flatMap((document) => flatten(document, file));
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const hint = 'An inventory is what `kubectl get pods,replicasets,deployments,… -A -o yaml` prints.';
    const why = missing ? 'no such file' : String(cause instanceof Error ? cause.message : cause);
    throw new AppError('invalid', `Can't read inventory ${file}: ${why}`, { hint, cause });
  }
}

function textOf(bytes: Buffer, file: string): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (cause) {
    throw new AppError('unreadable', `Inventory ${file} is not a whole gzip file`, { cause });
  }
}

function documentsOf(text: string, file: string): unknown[] {
  // What `-o json` prints is large, and YAML's parser is slow; where it isn't JSON after all, YAML's error
  // has a line.
  if (text.trimStart().startsWith('{')) {
    try {
      return [JSON.parse(text)];
    } catch {}
  }
  return parseAllDocuments(text, { prettyErrors: true }).map((document) => {
    const [error] = document.errors;
    if (error === undefined) return document.toJS();
    const line = error.linePos?.[0].line;
    const where = line === undefined ? file : `${file}:${line}`;
    const what = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '');
    throw new AppError('unreadable', `Inventory ${where}: ${what}`, {
      hint: 'It must be YAML or JSON as kubectl prints it.',
      cause: error,
    });
  });
}

function flatten(value: unknown, file: string): RawObject[] {
  if (typeof value !== 'object' || value === null) return [];
  // `List`, and what the API itself answers: `PodList`, `DeploymentList`.
  if ('items' in value && Array.isArray(value.items)) {
    const kind = 'kind' in value && typeof value.kind === 'string' ? value.kind.replace(/List$/, '') : '';
    return value.items.flatMap((item: unknown) => flatten(withKind(item, kind), file));
  }
  return 'kind' in value && typeof value.kind === 'string' ? [{ kind: value.kind, value, file }] : [];
}

/** Items of a `PodList` don't repeat their kind. */
function withKind(item: unknown, kind: string): unknown {
  return typeof item === 'object' && item !== null && !('kind' in item) ? { ...item, kind } : item;
}
