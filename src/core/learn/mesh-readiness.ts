import type { Detail } from '../model/flow.ts';
import { DETAILS } from '../model/flow.ts';
import type { Readiness, State } from '../model/readiness.ts';
import type { WorkloadId } from '../model/workload.ts';
import type { WorkloadHistory } from './history.ts';
import { totalLength } from './intervals.ts';
import { poolMembers, poolOf } from './mesh-pool.ts';
import { readinessOf } from './readiness.ts';
import type { LearnSettings } from './settings.ts';

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
