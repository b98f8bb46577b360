import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { type Kysely, sql } from 'kysely';
import { type WorkloadId, workloadId } from '../core/model/workload.ts';
import type { Commit, DayRow } from '../ports.ts';
import { createDenialWriter } from './denial-row.ts';
import { createDictionary } from './dictionary.ts';
import type { Tables } from './tables.ts';
import { createOperationWriter } from './write-operations.ts';
import { createWorkloadWriter } from './write-workloads.ts';

/** Rows written before the event loop gets its turn: a few milliseconds of work. */
const SLICE = 200;

export interface CommitWriter {
  /** One transaction of the writing connection. */
  write(commit: Commit): Promise<'stored' | 'duplicate'>;
}

export function createCommitWriter(db: Kysely<Tables>, database: Database.Database): CommitWriter {
  const dictionary = createDictionary(database);
  const operations = createOperationWriter(database, dictionary);
  const workloads = createWorkloadWriter(database, dictionary);
  const denials = createDenialWriter(database);
  const addHour = database.prepare(
    `insert into hour_counts (workload_id, hour, evidence, anonymous) values (?, ?, ?, ?)
     on conflict do update set evidence = evidence + excluded.evidence,
       anonymous = anonymous + excluded.anonymous`,
  );

  async function writeAll(trx: Kysely<Tables>, commit: Commit): Promise<void> {
    const idOf = (id: WorkloadId) => dictionary.workloadId(id);
    await eachSlice(
      inOrder(commit.workloads, (row) => [idOf(workloadId(row.key))]),
      (row) => workloads.write(row),
    );
    await eachSlice(
      inOrder(commit.operations, ({ workload, operation }) => [idOf(workload), operation.seq]),
      ({ workload, operation }) => operations.write(idOf(workload), operation),
    );
    await eachSlice(
      inOrder(commit.dayRows, (row: DayRow) => [row.day, idOf(row.workload), row.seq]),
      (row) => operations.addDay(idOf(row.workload), row),
    );
    await eachSlice(
      inOrder(commit.hourCounts, (row) => [idOf(row.workload), row.hour]),
      (row) => addHour.run(idOf(row.workload), row.hour, row.evidence, row.anonymous),
    );
    await eachSlice(
      inOrder(commit.denials, (row) => [idOf(row.workload), row.seq ?? -1]),
      (row) => denials.add(idOf(row.workload), row),
    );
    for (const { input, from, to } of commit.listening) {
      await trx
        .insertInto('listening')
        .values({ input, starts: from, ends: to })
        .onConflict((conflict) => conflict.doUpdateSet({ ends: sql`max(ends, excluded.ends)` }))
        .execute();
    }
    for (const { workload, from, to } of commit.gaps) {
      await trx
        .insertInto('gaps')
        .values({ workload_id: idOf(workload), starts: from, ends: to })
        .onConflict((conflict) => conflict.doUpdateSet({ ends: sql`max(ends, excluded.ends)` }))
        .execute();
    }
    for (const { source, disposition, count } of commit.counters) {
      const reason = disposition.kind === 'evidence' ? '' : disposition.reason;
      await trx
        .insertInto('counters')
        .values({ source, kind: disposition.kind, reason, count })
        .onConflict((conflict) => conflict.doUpdateSet({ count: sql`count + excluded.count` }))
        .execute();
    }
  }

  return {
    async write(commit) {
      try {
        const outcome = await db.transaction().execute(async (trx) => {
          const batch = { batch: commit.batch, time: commit.time };
          const added = await trx
            .insertInto('batches')
            .values(batch)
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst();
          if (added.numInsertedOrUpdatedRows === 0n) return 'duplicate';
          await writeAll(trx, commit);
          return 'stored';
        });
        checkpoint(database);
        return outcome;
      } catch (error) {
        dictionary.forget();
        workloads.forget();
        throw error;
      }
    },
  };
}

/** Our own, after the data is safe: SQLite's would come in the middle of a flush. One that fails is tried again. */
function checkpoint(database: Database.Database): void {
  try {
    database.pragma('wal_checkpoint(passive)');
  } catch {
    // The commit stands in the log; that the log grows shows up as a full disk, with the next commit.
  }
}

/** In key order, so that neighbours in the table are written together and pages are touched once. */
function inOrder<T>(rows: readonly T[], keyOf: (row: T) => readonly number[]): T[] {
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key));
  return keyed.map(({ row }) => row);
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

async function eachSlice<T>(rows: readonly T[], write: (row: T) => void): Promise<void> {
  for (let i = 0; i < rows.length; i += 1) {
    if (i % SLICE === SLICE - 1) await setImmediate();
    write(rows[i] as T);
  }
}
