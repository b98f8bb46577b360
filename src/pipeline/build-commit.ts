import type { Caps } from '../core/aggregate/caps.ts';
import type { Gap, Listening } from '../core/model/coverage.ts';
import type { RecordSource } from '../core/model/reason.ts';
import { type Workload, type WorkloadId, workloadId } from '../core/model/workload.ts';
import type { Commit } from '../ports.ts';
import { Collection } from './collect.ts';
import { recordCounts } from './record-counts.ts';
import type { Taken } from './taken.ts';
import type { WorkloadCache } from './workload-cache.ts';

/** What one input counted since it was last stored. */
export interface Input {
  readonly source: RecordSource;
  readonly taken: Taken;
}

/** A commit, and what holds once it is stored. */
export interface Built {
  readonly commit: Commit;
  readonly inputs: readonly Input[];
  readonly fresh: ReadonlySet<WorkloadId>;
  readonly news: ReadonlySet<WorkloadId>;
}

export interface BuildOptions {
  readonly batch: string;
  /** ms */
  readonly time: number;
  readonly cache: WorkloadCache;
  readonly known: ReadonlySet<WorkloadId>;
  readonly limits: Caps & { readonly workloads: number };
  /** All that are stored. */
  readonly workloads: () => Promise<readonly Workload[]>;
  readonly listening: readonly Listening[];
  /** Asked last, when nothing can fail any more. */
  readonly takeGaps: () => readonly Gap[];
}

/**
 * Merges what was counted into the workloads of the cache. Throws what reading them throws: then forget
 * those.
 */
export async function buildCommit(inputs: readonly Input[], options: BuildOptions): Promise<Built> {
  const { batch, time, cache, known, limits, listening } = options;
  const collection = new Collection(cache, known);
  for (const { source, taken } of inputs) {
    await collection.add(taken, { source, caps: limits, mostWorkloads: limits.workloads });
  }
  const unsettled = unsettledGaps(inputs, [
    ...collection.workloads.values(),
    ...(inputs.some(isUnsettled) ? await options.workloads() : []),
  ]);
  const commit = {
    batch,
    time,
    counters: inputs.flatMap(({ source, taken }) => recordCounts(source, taken)),
    workloads: [...collection.workloads.values()],
    operations: collection.operations,
    dayRows: collection.dayRows,
    hourCounts: collection.hourCounts,
    denials: collection.denials,
    listening,
    gaps: [...unsettled, ...options.takeGaps()],
  };
  return { commit, inputs, fresh: collection.fresh, news: collection.news };
}

function isUnsettled({ source, taken }: Input): boolean {
  return source === 'log' && taken.unsettled !== null;
}

/**
 * Lines of which nobody could say in time who had their addresses name neither their callers nor, always, the
 * workload they called: all that are heard by lines alone may lack callers from that time. Streams name their
 * reporters and callers themselves.
 */
function unsettledGaps(inputs: readonly Input[], workloads: readonly Workload[]): Gap[] {
  const heard = workloads.filter((workload) => workload.inputs.every((input) => input === 'log'));
  const ids = new Set(heard.map(({ key }) => workloadId(key)));
  return inputs.filter(isUnsettled).flatMap(({ taken }) => {
    const { unsettled } = taken;
    return unsettled === null
      ? []
      : [...ids].map((workload) => ({ workload, from: unsettled.from, to: unsettled.to + 1 }));
  });
}
