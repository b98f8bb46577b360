import type { Kysely } from 'kysely';
import type { RecordSource } from '../core/model/reason.ts';
import {
  type Plane,
  type Rollout,
  type Workload,
  type WorkloadId,
  workloadOfId,
} from '../core/model/workload.ts';
import type { Tables } from './tables.ts';

/** null = never stored. */
export async function findWorkloadId(db: Kysely<Tables>, id: WorkloadId): Promise<number | null> {
  const { cluster, namespace, name } = workloadOfId(id);
  const row = await db
    .selectFrom('workloads')
    .select('id')
    .where('cluster', '=', cluster)
    .where('namespace', '=', namespace)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** All that are described, in the order of their keys; or the one with this number. */
export async function readWorkloads(db: Kysely<Tables>, only: number | null): Promise<Workload[]> {
  let rows = db.selectFrom('workloads').selectAll().where('plane', 'is not', null);
  let rollouts = db.selectFrom('rollouts').selectAll();
  if (only !== null) {
    rows = rows.where('id', '=', only);
    rollouts = rollouts.where('workload_id', '=', only);
  }
  const rolloutsOf = new Map<number, Rollout[]>();
  for (const row of await rollouts.orderBy('workload_id').orderBy('position').execute()) {
    const rollout = { owner: row.owner, revision: row.revision, firstSeen: row.first_seen };
    const list = rolloutsOf.get(row.workload_id);
    if (list === undefined) rolloutsOf.set(row.workload_id, [rollout]);
    else list.push(rollout);
  }
  const found = await rows.orderBy('cluster').orderBy('namespace').orderBy('name').execute();
  return found.map((row) => ({
    key: { cluster: row.cluster, namespace: row.namespace, name: row.name },
    plane: row.plane as Plane,
    labels: row.labels === null ? null : JSON.parse(row.labels),
    firstRecord: row.first_record ?? 0,
    lastRecord: row.last_record ?? 0,
    rollouts: rolloutsOf.get(row.id) ?? [],
    inputs: JSON.parse(row.inputs ?? '[]') as RecordSource[],
  }));
}
