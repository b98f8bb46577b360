import { setImmediate } from 'node:timers/promises';
import type { PolicyMesh } from '../core/model/enforcement-point.ts';
import type { Outcome } from '../core/model/flow.ts';
import type { Inventory } from '../core/model/inventory.ts';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { workloadId } from '../core/model/workload.ts';
import type { RecordedCall } from '../core/review/recorded-call.ts';
import { reviewTally } from '../core/review/review.ts';
import { countOperations, subjectOfWorkload } from '../core/review/review-workload.ts';
import type { Subject } from '../core/review/subject.ts';
import type { Simulation, StoredTraffic } from '../ports.ts';

export interface CountStoredOptions<J> {
  readonly policies: readonly AuthorizationPolicy[];
  readonly inventory: Inventory | null;
  readonly mesh: PolicyMesh;
  readonly judge: (subject: Subject) => (recorded: RecordedCall) => J;
  readonly count: (judged: J, outcome: Outcome, count: number, time: number | null) => void;
  readonly left: (why: 'source-row', count: number) => void;
}

/** Counts everything that is stored, one workload after the other. */
export async function countStored<J>(store: StoredTraffic, options: CountStoredOptions<J>): Promise<void> {
  const { policies, inventory, mesh, judge, count, left } = options;
  for (const workload of await store.workloads()) {
    // Each takes milliseconds, and others wait.
    await setImmediate();
    const operations = await store.operations(workloadId(workload.key));
    const subject = subjectOfWorkload(workload, inventory, policies, mesh);
    countOperations(operations, policies, judge(subject), count, left);
  }
}

/** What policies would do to what is stored. */
export async function simulate(
  store: StoredTraffic,
  asked: Pick<CountStoredOptions<never>, 'policies' | 'inventory' | 'mesh'>,
): Promise<Simulation> {
  const { judge, count, review } = reviewTally(asked.policies);
  let sourceRows = 0;
  const left = (_: 'source-row', rows: number) => {
    sourceRows += rows;
  };
  await countStored(store, { ...asked, judge, count, left });
  return { review: review(), sourceRows };
}
