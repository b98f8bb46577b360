import type { WorkloadHistory } from '../../src/core/learn/history.ts';
import { totalLength } from '../../src/core/learn/intervals.ts';
import { poolMembers, poolOf } from '../../src/core/learn/mesh-pool.ts';
import { readinessOf } from '../../src/core/learn/readiness.ts';
import type { LearnSettings } from '../../src/core/learn/settings.ts';
import type { Detail } from '../../src/core/model/flow.ts';
import { DETAILS } from '../../src/core/model/flow.ts';
import type { Readiness, State } from '../../src/core/model/readiness.ts';
import type { WorkloadId } from '../../src/core/model/workload.ts';

/** Every workload at every detail, each judged beside those of its age. `previous`: states of the last judgement. */
export function meshReadiness(
  histories: ReadonlyMap<WorkloadId, WorkloadHistory>,
  settings: LearnSettings,
  previous: (id: WorkloadId, detail: Detail) => State | null,
): Map<WorkloadId, Readonly<Record<Detail, Readiness>>> {
  const members = {
    callers: poolMembers(histories.values(), 'callers', settings.timeUnit),
    methods: poolMembers(histories.values(), 'methods', settings.timeUnit),
    paths: poolMembers(histories.values(), 'paths', settings.timeUnit),
  };
  const judged = new Map<WorkloadId, Readonly<Record<Detail, Readiness>>>();
  for (const [id, history] of histories) {
    const t = totalLength(history.covered) / settings.timeUnit;
    const [callers, methods, paths] = DETAILS.map((detail) =>
      readinessOf(history, detail, poolOf(members[detail], t), settings, previous(id, detail)),
    );
    judged.set(id, { callers: callers!, methods: methods!, paths: paths! });
  }
  return judged;
}
