import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { AppError } from '../app-error.ts';
import type { StoredTraffic } from '../ports.ts';
import { judgeHeader } from './database-header.ts';
import { NEWEST_VERSION } from './migrate.ts';
import { openReader } from './open-database.ts';
import { readOperations } from './read-traffic.ts';
import { findWorkloadId, readWorkloads } from './read-workloads.ts';
import { damaged, foreign, newer, storeError } from './store-error.ts';
import type { Tables } from './tables.ts';

/**
 * The traffic of a database file that `serve` wrote, also while it is writing it. Nothing is changed. Throws
 * AppError: `invalid` where there is no such file or its schema is an older one, `unreadable` for what is none of
 * ours, damaged, or newer.
 */
export async function openSqliteReader(path: string): Promise<StoredTraffic & AsyncDisposable> {
  await inspect(path);
  const guard = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw unreadable(error, path);
    }
  };
  const database = await guard(() => openReader(path));
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  return {
    workloads: () => guard(() => readWorkloads(db, null)),
    operations: (id) =>
      guard(async () => {
        const workload = await findWorkloadId(db, id);
        return workload === null ? [] : readOperations(db, workload);
      }),
    async [Symbol.asyncDispose]() {
      await db.destroy();
      closeOnce(database);
    },
  };
}

async function inspect(path: string): Promise<void> {
  const { head, size } = await headOf(path);
  const verdict = judgeHeader(head, size, existsSync(`${path}-wal`), NEWEST_VERSION);
  if (verdict.kind === 'foreign' || verdict.kind === 'empty') throw foreign(path);
  if (verdict.kind === 'damaged') throw damaged(path, verdict.why);
  if (verdict.kind === 'newer') throw newer(path, verdict.version, NEWEST_VERSION);
  if (verdict.version === NEWEST_VERSION) return;
  throw new AppError(
    'invalid',
    `the database ${path} has schema ${verdict.version}, this program needs ${NEWEST_VERSION}`,
    { hint: '`leastpath migrate` brings it, or a copy of it, to the newest schema' },
  );
}

async function headOf(path: string): Promise<{ head: Uint8Array; size: number }> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(new Uint8Array(128), 0, 128, 0);
    return { head: buffer.subarray(0, bytesRead), size };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new AppError('invalid', `there is no database ${path}: ${code ?? message}`, {
      hint: 'name the file that `store` of serve names',
      cause,
    });
  }
}

/** SQLite keeps a file of its own beside the database, even to read it. */
function unreadable(error: unknown, path: string): unknown {
  const known = storeError(error, path);
  if (!(known instanceof AppError) || known.code !== 'invalid') return known;
  return new AppError('unreadable', `the database ${path} can't be read: ${String(error)}`, {
    hint: 'copy it, with the files -wal and -shm beside it, to a folder that can be written',
    cause: error,
  });
}

function closeOnce(database: Database.Database): void {
  // Kysely closes only what it has used.
  if (database.open) database.close();
}
