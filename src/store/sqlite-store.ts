import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { AppError } from '../app-error.ts';
import type { KnownAddresses } from '../core/model/known-addresses.ts';
import type { WorkloadId } from '../core/model/workload.ts';
import type { Commit, Store, StoredState } from '../ports.ts';
import { readAddresses, writeAddresses } from './address-rows.ts';
import { readDenials } from './denial-row.ts';
import { createDictionary } from './dictionary.ts';
import { migrateDatabase, NEWEST_VERSION, versionOf } from './migrate.ts';
import { IN_MEMORY, openDatabase, openReader } from './open-database.ts';
import { readCounters, readListening, readStates } from './read-mesh.ts';
import { readDayRows, readGaps, readHourCounts, readOperations } from './read-traffic.ts';
import { findWorkloadId, readWorkloads } from './read-workloads.ts';
import { storeError } from './store-error.ts';
import type { Tables } from './tables.ts';
import { type CommitWriter, createCommitWriter } from './write-commit.ts';

/** Rows deleted before the event loop gets its turn. */
const PRUNE_SLICE = 2000;

/**
 * The database in one file, or in `:memory:`. `migrate`: bring it to the newest schema, creating it where
 * there is none; otherwise it must be there and be current. Throws AppError.
 */
export async function openSqliteStore(path: string, options: { readonly migrate: boolean }): Promise<Store> {
  const database = await openDatabase(path, { create: options.migrate, newest: NEWEST_VERSION });
  let reader = database;
  try {
    if (options.migrate) await migrateDatabase(database, path);
    else if (versionOf(database) !== NEWEST_VERSION) throw outdated(path, versionOf(database));
    // Only now: a new file must carry our mark before anything of it can be in a log.
    database.pragma('journal_mode = wal');
    // A connection that never read in this mode doesn't take the log away when it closes as the last one.
    versionOf(database);
    if (path !== IN_MEMORY) reader = openReader(path);
    return new SqliteStore(path, database, reader);
  } catch (error) {
    reader.close();
    database.close();
    throw storeError(error, path);
  }
}

class SqliteStore implements Store {
  readonly #path: string;
  readonly #database: Database.Database;
  readonly #reader: Database.Database;
  readonly #writing: Kysely<Tables>;
  readonly #reading: Kysely<Tables>;
  readonly #commits: CommitWriter;
  #pending: Promise<unknown> = Promise.resolve();

  constructor(path: string, database: Database.Database, reader: Database.Database) {
    this.#path = path;
    this.#database = database;
    this.#reader = reader;
    this.#writing = connect(database);
    this.#reading = reader === database ? this.#writing : connect(reader);
    this.#commits = createCommitWriter(this.#writing, database);
  }

  commit(commit: Commit): Promise<'stored' | 'duplicate'> {
    return this.#write(() => this.#commits.write(commit));
  }

  workloads() {
    return this.#read((db) => readWorkloads(db, null));
  }

  async workload(id: WorkloadId) {
    const [workload = null] = await this.#readOf(id, (db, key) => readWorkloads(db, key));
    return workload;
  }

  operations(id: WorkloadId) {
    return this.#readOf(id, readOperations);
  }

  dayRows(id: WorkloadId, fromDay: number) {
    return this.#readOf(id, (db, key) => readDayRows(db, key, id, fromDay));
  }

  hourCounts(id: WorkloadId, fromHour: number) {
    return this.#readOf(id, (db, key) => readHourCounts(db, key, id, fromHour));
  }

  denials(id: WorkloadId) {
    return this.#readOf(id, (db, key) => readDenials(db, key, id));
  }

  gaps(id: WorkloadId) {
    return this.#readOf(id, (db, key) => readGaps(db, key, id));
  }

  listening() {
    return this.#read(readListening);
  }

  counters() {
    return this.#read(readCounters);
  }

  states() {
    return this.#read(readStates);
  }

  saveStates(states: readonly StoredState[]): Promise<void> {
    return this.#write(() =>
      this.#writing.transaction().execute(async (trx) => {
        const dictionary = createDictionary(this.#database);
        for (const { workload, ...state } of states) {
          const row = { workload_id: dictionary.workloadId(workload), ...state };
          await trx.replaceInto('states').values(row).execute();
        }
      }),
    );
  }

  addresses() {
    return this.#read(readAddresses);
  }

  saveAddresses(changed: KnownAddresses, before: number): Promise<void> {
    return this.#write(() =>
      this.#writing.transaction().execute(() => writeAddresses(this.#database, changed, before)),
    );
  }

  prune(before: Parameters<Store['prune']>[0]): Promise<void> {
    const deletes = [
      [`delete from operation_days where day < ? limit ${PRUNE_SLICE}`, before.day],
      [`delete from hour_counts where hour < ? limit ${PRUNE_SLICE}`, before.hour],
      [`delete from batches where time < ? limit ${PRUNE_SLICE}`, before.time],
      [`delete from listening where ends < ? limit ${PRUNE_SLICE}`, before.moment],
      [`delete from denials where last_seen < ? limit ${PRUNE_SLICE}`, before.moment],
      [`delete from gaps where ends < ? limit ${PRUNE_SLICE}`, before.moment],
    ] as const;
    return this.#write(async () => {
      for (const [text, bound] of deletes) {
        const statement = this.#database.prepare(text);
        while (statement.run(bound).changes === PRUNE_SLICE) await setImmediate();
      }
      this.#database.pragma('wal_checkpoint(passive)');
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pending.catch(() => undefined);
    await this.#reading.destroy();
    await this.#writing.destroy();
    // Kysely closes only what it has used. The writer last: it takes the log away.
    this.#reader.close();
    this.#database.close();
  }

  /** One after the other: there is one writing connection. */
  #write<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#pending.catch(() => undefined).then(() => this.#guard(work));
    this.#pending = done;
    return done;
  }

  #read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    return this.#guard(() => query(this.#reading));
  }

  #readOf<T>(id: WorkloadId, query: (db: Kysely<Tables>, workload: number) => Promise<T[]>): Promise<T[]> {
    return this.#read(async (db) => {
      const workload = await findWorkloadId(db, id);
      return workload === null ? [] : query(db, workload);
    });
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storeError(error, this.#path);
    }
  }
}

function connect(database: Database.Database): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}

function outdated(path: string, version: number): AppError {
  return new AppError(
    'invalid',
    `the database ${path} has schema ${version}, this program needs ${NEWEST_VERSION}`,
    {
      hint: '`leastpath migrate` brings it to the newest schema.',
    },
  );
}
