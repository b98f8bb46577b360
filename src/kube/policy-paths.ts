import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cannotRead } from './policy-text.ts';

export interface PolicyPath {
  readonly file: string;
  /** Named itself, not found in a directory. */
  readonly named: boolean;
}

const READ_FROM_DIRECTORIES = /\.(ya?ml|json)(\.gz)?$/i;

/**
 * The files that paths stand for: files as named, directories with all `.yaml`, `.yml` and `.json` below
 * them, in the order of their names; hidden ones are left out. Throws AppError `invalid` for a path that
 * doesn't exist.
 */
export async function policyPaths(paths: readonly string[]): Promise<PolicyPath[]> {
  const found = [];
  for (const path of paths) {
    found.push(...((await isDirectory(path)) ? await below(path, new Set()) : [{ file: path, named: true }]));
  }
  return found;
}

async function isDirectory(path: string): Promise<boolean> {
  if (path === '-') return false;
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}

/** `above`: directories on the way here, lest a link leads round. */
async function below(directory: string, above: ReadonlySet<string>): Promise<PolicyPath[]> {
  const real = await realpath(directory);
  if (above.has(real)) return [];
  const found: PolicyPath[] = [];
  for (const name of (await readdir(directory)).toSorted()) {
    if (name.startsWith('.')) continue;
    const path = join(directory, name);
    const kind = await stat(path).catch(() => null); // a link to nowhere
    if (kind?.isDirectory()) found.push(...(await below(path, new Set([...above, real]))));
    else if (kind?.isFile() && READ_FROM_DIRECTORIES.test(name)) found.push({ file: path, named: false });
  }
  return found;
}
