import type Database from 'better-sqlite3';
import { type Rollout, type Workload, workloadId } from '../core/model/workload.ts';
import type { Dictionary } from './dictionary.ts';

export interface WorkloadWriter {
  /** The whole row, with its rollouts: replaces what is there. */
  write(workload: Workload): void;
  /** After a rollback: what was written since is void. */
  forget(): void;
}

export function createWorkloadWriter(database: Database.Database, dictionary: Dictionary): WorkloadWriter {
  const update = database.prepare(
    'update workloads set plane = ?, labels = ?, first_record = ?, last_record = ?, inputs = ? where id = ?',
  );
  const dropRollouts = database.prepare('delete from rollouts where workload_id = ?');
  const addRollout = database.prepare(
    'insert into rollouts (workload_id, position, owner, revision, first_seen) values (?, ?, ?, ?, ?)',
  );
  // A workload's row changes with each flush, its rollouts seldom: the same list is not written again.
  const written = new Map<number, readonly Rollout[]>();

  return {
    write(workload) {
      const id = dictionary.workloadId(workloadId(workload.key));
      const labels = workload.labels === null ? null : JSON.stringify(workload.labels);
      const inputs = JSON.stringify(workload.inputs);
      update.run(workload.plane, labels, workload.firstRecord, workload.lastRecord, inputs, id);
      if (written.get(id) === workload.rollouts) return;
      dropRollouts.run(id);
      for (const [position, rollout] of workload.rollouts.entries()) {
        addRollout.run(id, position, rollout.owner, rollout.revision, rollout.firstSeen);
      }
      written.set(id, workload.rollouts);
    },
    forget: () => written.clear(),
  };
}
