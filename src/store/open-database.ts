import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { AppError } from '../app-error.ts';
import { judgeHeader } from './database-header.ts';
import { damaged, foreign, newer, storeError, unwritable } from './store-error.ts';

export const IN_MEMORY = ':memory:';

export interface OpenOptions {
  /** Where there is no file, or an empty one. */
  readonly create: boolean;
  /** The newest schema version that this program knows. */
  readonly newest: number;
}

/**
 * Opens a database file that is ours or doesn't exist yet; any other is refused before SQLite touches it.
 * Throws AppError `unreadable` (foreign, damaged, newer), `not-found` (missing and not to be created),
 * `invalid` (the place can't be written), `unavailable` (held by another process).
 */
export async function openDatabase(path: string, options: OpenOptions): Promise<Database.Database> {
  if (path !== IN_MEMORY) await inspect(path, options);
  try {
    return connect(path);
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

function connect(path: string): Database.Database {
  const database = new Database(path);
  try {
    database.pragma('busy_timeout = 5000');
    database.pragma('synchronous = normal');
    database.pragma('foreign_keys = off');
    database.pragma('wal_autocheckpoint = 0');
    probe(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Touches the root page of each table, so that most damage shows now and not in the middle of a flush. */
function probe(database: Database.Database): void {
  const tables = database
    .prepare("select name from sqlite_master where type = 'table'")
    .pluck()
    .all() as string[];
  for (const table of tables) database.prepare(`select 1 from ${table} limit 1`).get();
}

async function inspect(path: string, options: OpenOptions): Promise<void> {
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
