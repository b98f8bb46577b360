import type Database from 'better-sqlite3';
import type { Kysely } from 'kysely';
import type { WorkloadId } from '../core/model/workload.ts';
import type { DenialRow } from '../ports.ts';
import type { DenialTable, Tables } from './tables.ts';

export interface DenialWriter {
  /** Added to what is there. */
  add(workloadId: number, row: DenialRow): void;
}

export function createDenialWriter(database: Database.Database): DenialWriter {
  const add = database.prepare(
    `insert into denials (workload_id, seq, dry_run, policy, rule, filter, admitted_by, sample, count,
       first_seen, last_seen) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict do update set count = count + excluded.count,
       sample = case when excluded.last_seen >= last_seen then coalesce(excluded.sample, sample)
         else coalesce(sample, excluded.sample) end,
       first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)`,
  );
  return {
    add(workloadId, { seq, denial, sample, count, firstSeen, lastSeen }) {
      const { dryRun, policy, rule, filter, admittedBy } = denial;
      const named = [policy ?? '', rule ?? -1, filter ?? '', admittedBy ?? ''];
      add.run(workloadId, seq ?? -1, dryRun ? 1 : 0, ...named, sample, count, firstSeen, lastSeen);
    },
  };
}

/** By seq, what is past the bound first. */
export async function readDenials(
  db: Kysely<Tables>,
  workload: number,
  id: WorkloadId,
): Promise<DenialRow[]> {
  const rows = await db
    .selectFrom('denials')
    .selectAll()
    .where('workload_id', '=', workload)
    .orderBy('seq')
    .orderBy('dry_run')
    .orderBy('policy')
    .orderBy('rule')
    .execute();
  return rows.map((row) => denialRow(row, id));
}

function denialRow(row: DenialTable, workload: WorkloadId): DenialRow {
  return {
    workload,
    seq: row.seq < 0 ? null : row.seq,
    denial: {
      dryRun: row.dry_run === 1,
      policy: row.policy || null,
      rule: row.rule < 0 ? null : row.rule,
      filter: row.filter || null,
      admittedBy: row.admitted_by || null,
    },
    sample: row.sample,
    count: row.count,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
  };
}
