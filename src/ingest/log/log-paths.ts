import { type Dirent, promises as fs } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../app-error.ts';
import { byAge, type PodLogFile, podLogFile } from './pod-log-layout.ts';

/** Files that one reader reads one after the other. */
export interface LogSource {
  readonly files: readonly string[];
  /** Whose logs they are, where the layout of /var/log/pods says so. */
  readonly pod: { readonly namespace: string; readonly pod: string } | null;
  /** Named by the user, not found in a directory: then what it holds must be readable. */
  readonly named: boolean;
}

/**
 * The files behind paths: a file is itself, a directory all files in and below it, a pod's in the order they
 * were written and only its proxy's. Throws AppError `invalid` for a path that doesn't exist.
 */
export async function logSources(paths: readonly string[]): Promise<LogSource[]> {
  const found: { file: string; named: boolean }[] = [];
  for (const given of paths) {
    if (await isDirectory(given)) {
      for (const file of await filesBelow(given)) found.push({ file, named: false });
    } else {
      found.push({ file: given, named: true });
    }
  }
  const pods = new Map<string, { file: string; place: PodLogFile }[]>();
  const sources: LogSource[] = [];
  for (const { file, named } of found) {
    const place = podLogFile(file);
    if (place === null) sources.push({ files: [file], pod: null, named });
    else if (place.container === 'istio-proxy') {
      const key = path.resolve(file, '../..');
      pods.set(key, [...(pods.get(key) ?? []), { file, place }]);
    }
  }
  for (const files of pods.values()) sources.push(podSource(files));
  return sources;
}

function podSource(files: readonly { file: string; place: PodLogFile }[]): LogSource {
  const sorted = files.toSorted((a, b) => byAge(a.place, b.place));
  // A rotated file and its compressed twin both exist for a moment.
  const once = sorted.filter(({ file }) => !files.some((other) => `${other.file}.gz` === file));
  const { namespace = '', pod = '' } = files[0]?.place ?? {};
  return { files: once.map(({ file }) => file), pod: { namespace, pod }, named: true };
}

async function isDirectory(given: string): Promise<boolean> {
  try {
    return (await fs.stat(given)).isDirectory();
  } catch (cause) {
    throw unreachable(given, cause);
  }
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await fs.readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw unreachable(directory, cause);
  });
  const found: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = path.join(directory, entry.name);
    if (entry.name.startsWith('.') || entry.name.endsWith('.tmp')) continue;
    if (entry.isDirectory()) found.push(...(await filesBelow(below)));
    else if (await isFile(entry, below)) found.push(below);
  }
  return found;
}

/** Container runtimes put links to files there; links to directories may go in circles. */
async function isFile(entry: Dirent, file: string): Promise<boolean> {
  if (entry.isFile()) return true;
  if (!entry.isSymbolicLink()) return false;
  return (await fs.stat(file).catch(() => null))?.isFile() ?? false;
}

function unreachable(given: string, cause: unknown): AppError {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  if (missing) return new AppError('invalid', `${given} does not exist`, { cause });
  return new AppError('unreadable', `${given} can't be read: ${String(cause)}`, { cause });
}
