import type Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from '../../migrations/index.ts';
import { AppError } from '../app-error.ts';
import { APPLICATION_ID } from './database-header.ts';
import { openDatabase } from './open-database.ts';
import { newer, storeError } from './store-error.ts';

/** The schema version that this program reads and writes. */
export const NEWEST_VERSION = Object.keys(migrations).length;

export interface Migrated {
  /** 0 = the database was empty. */
  readonly from: number;
  readonly to: number;
  /** Names of the migrations applied, in order. */
  readonly applied: readonly string[];
}

/** Brings the database file to the newest schema; creates it where there is none. Throws AppError. */
export async function migrateToLatest(path: string): Promise<Migrated> {
  const database = await openDatabase(path, { create: true, newest: NEWEST_VERSION });
  try {
    return await migrateDatabase(database, path);
  } catch (error) {
    throw storeError(error, path);
  } finally {
    database.close();
  }
}

/** All pending migrations in one transaction, together with the version and our mark in the file's header. */
export async function migrateDatabase(database: Database.Database, path: string): Promise<Migrated> {
  const from = versionOf(database);
  if (from > NEWEST_VERSION) throw newer(path, from, NEWEST_VERSION);
  if (from === NEWEST_VERSION) return { from, to: from, applied: [] };
  database.exec('begin immediate');
  try {
    const applied = await runMigrations(database, path);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${NEWEST_VERSION}`);
    database.exec('commit');
    return { from, to: NEWEST_VERSION, applied };
  } catch (error) {
    if (database.inTransaction) database.exec('rollback');
    throw error;
  } finally {
    // The header must tell the version without the log.
    database.pragma('wal_checkpoint(truncate)');
  }
}

export function versionOf(database: Database.Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

async function runMigrations(database: Database.Database, path: string): Promise<readonly string[]> {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error === undefined) return results.map(({ migrationName }) => migrationName);
  const failed = results.find(({ status }) => status === 'Error')?.migrationName;
  throw new AppError(
    'internal',
    `the database ${path} could not be migrated${failed ? ` (${failed})` : ''}`,
    {
      hint: 'Nothing was changed. Please report this with the text of the cause.',
      cause: error,
    },
  );
}
