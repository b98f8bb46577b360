import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { AppError } from '../app-error.ts';
import { judgeHeader } from './database-header.ts';
import { damaged, foreign, newer, storeError, unwritable } from './store-error.ts';

export const IN_MEMORY = ':memory:';

/**
 * Opens a database file that is ours or doesn't exist yet; any other is refused before SQLite touches it.
 * Throws AppError `unreadable` (foreign, damaged, newer), `not-found` (missing and not to be created), `invalid`
 * (the place can't be written).
 */
export async function openDatabase(
  path: string,
  options: { readonly create: boolean; readonly newest: number },
): Promise<Database.Database> {
  if (path !== IN_MEMORY) await inspect(path, options);
  try {
    const database = new Database(path);
    database.pragma('busy_timeout = 5000');
    database.pragma('synchronous = normal');
    database.pragma('foreign_keys = off');
    database.pragma('wal_autocheckpoint = 0');
    return database;
  } catch (error) {
    if (error instanceof TypeError) throw unwritable(path, 'its directory does not exist', error);
    throw storeError(error, path);
  }
}

/** A second connection for reading: it sees committed data only, also while a commit is being written. */
export function openReader(path: string): Database.Database {
  const database = new Database(path, { readonly: true });
  database.pragma('busy_timeout = 5000');
  return database;
}

async function inspect(
  path: string,
  options: { readonly create: boolean; readonly newest: number },
): Promise<void> {
  const file = await readHead(path);
  if (file === null) {
    if (options.create) return;
    throw new AppError('not-found', `there is no database ${path}`, {
      hint: '`leastpath serve` creates it.',
    });
  }
  const verdict = judgeHeader(file.head, file.size, existsSync(`${path}-wal`), options.newest);
  if (verdict.kind === 'foreign') throw foreign(path);
  if (verdict.kind === 'newer') throw newer(path, verdict.version, options.newest);
  if (verdict.kind === 'damaged') throw damaged(path, verdict.why);
  if (verdict.kind === 'empty' && !options.create) throw foreign(path);
}

/** null = no such file. */
async function readHead(path: string): Promise<{ head: Uint8Array; size: number } | null> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(new Uint8Array(128), 0, 128, 0);
    return { head: buffer.subarray(0, bytesRead), size };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw unwritable(path, code === 'EISDIR' ? 'it is a directory' : message, error);
  }
}
