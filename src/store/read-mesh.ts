import type { Kysely } from 'kysely';
import type { Listening } from '../core/model/coverage.ts';
import type { Detail } from '../core/model/flow.ts';
import type { State } from '../core/model/readiness.ts';
import type { Disposition, DropReason, KeptReason, RecordSource } from '../core/model/reason.ts';
import { workloadId } from '../core/model/workload.ts';
import type { RecordCount, StoredState } from '../ports.ts';
import type { CounterTable, Tables } from './tables.ts';

export async function readListening(db: Kysely<Tables>): Promise<Listening[]> {
  const rows = await db
    .selectFrom('listening')
    .select(['input', 'starts as from', 'ends as to'])
    .orderBy('input')
    .orderBy('starts')
    .execute();
  return rows.map((row) => ({ ...row, input: row.input as RecordSource }));
}

export async function readCounters(db: Kysely<Tables>): Promise<RecordCount[]> {
  const rows = await db
    .selectFrom('counters')
    .selectAll()
    .orderBy('source')
    .orderBy('kind')
    .orderBy('reason')
    .execute();
  return rows.map((row) => ({
    source: row.source as RecordSource,
    disposition: dispositionOf(row),
    count: row.count,
  }));
}

export async function readStates(db: Kysely<Tables>): Promise<StoredState[]> {
  const rows = await db
    .selectFrom('states as s')
    .innerJoin('workloads as w', 'w.id', 's.workload_id')
    .select(['w.cluster', 'w.namespace', 'w.name', 's.detail', 's.state', 's.since'])
    .orderBy('w.cluster')
    .orderBy('w.namespace')
    .orderBy('w.name')
    .orderBy('s.detail')
    .execute();
  return rows.map((row) => ({
    workload: workloadId(row),
    detail: row.detail as Detail,
    state: row.state as State,
    since: row.since,
  }));
}

function dispositionOf({ kind, reason }: CounterTable): Disposition {
  if (kind === 'evidence') return { kind };
  if (kind === 'kept') return { kind, reason: reason as KeptReason };
  return { kind: 'dropped', reason: reason as DropReason };
}
