import Database from 'better-sqlite3';
import { AppError } from '../app-error.ts';

const UNREADABLE = /^SQLITE_(?:CORRUPT|NOTADB|FORMAT)/;
const FULL = /^SQLITE_FULL/;
const BUSY = /^SQLITE_(?:BUSY|LOCKED|IOERR|NOMEM|PROTOCOL)/;
const PLACE = /^SQLITE_(?:CANTOPEN|READONLY|PERM|AUTH)/;

/** What SQLite says, in terms of what a person can do. Anything else passes as it is. */
export function storeError(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const { code, message } = error;
  if (UNREADABLE.test(code)) return damaged(path, message, error);
  if (PLACE.test(code)) return unwritable(path, message, error);
  if (FULL.test(code)) return unusable(path, message, 'Make room on its disk.', error);
  if (!BUSY.test(code)) return error;
  return unusable(path, message, 'Another process may hold it, or its disk fails.', error);
}

function unusable(path: string, why: string, hint: string, cause: unknown): AppError {
  return new AppError('unavailable', `the database ${path} can't be used: ${why}`, { hint, cause });
}

export function damaged(path: string, why: string, cause?: unknown): AppError {
  return new AppError('unreadable', `the database ${path} is damaged: ${why}`, {
    hint: 'Restore it from a backup, or move it away to start with an empty one. It was not changed.',
    cause,
  });
}

export function unwritable(path: string, why: string, cause?: unknown): AppError {
  return new AppError('invalid', `the database ${path} can't be opened for writing: ${why}`, {
    hint: 'Set `store` to a file in a directory that exists and that leastpath may write to.',
    cause,
  });
}

export function foreign(path: string): AppError {
  return new AppError('unreadable', `${path} is not a leastpath database`, {
    hint: 'Set `store` to another file. This one was not touched.',
  });
}

export function newer(path: string, version: number, known: number): AppError {
  return new AppError(
    'unreadable',
    `the database ${path} has schema ${version}, this program knows up to ${known}`,
    {
      hint: 'Use the leastpath version that wrote it, or a later one. The file was not touched.',
    },
  );
}
