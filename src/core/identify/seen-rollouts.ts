import type { Pod } from '../model/pod.ts';
import { type Rollout, type WorkloadId, workloadId } from '../model/workload.ts';

/** The revisions that pods tell of, also those that no record has come from: a pure caller has none. */
export function seenRollouts(
  pods: Iterable<{ readonly pod: Pod }>,
): ReadonlyMap<WorkloadId, readonly Rollout[]> {
  const found = new Map<WorkloadId, readonly Rollout[]>();
  for (const {
    pod: { workload, rollout, startTime },
  } of pods) {
    if (rollout === null || !Number.isFinite(startTime)) continue;
    const id = workloadId(workload);
    found.set(id, withRollout(found.get(id) ?? [], { ...rollout, firstSeen: startTime }));
  }
  return found;
}

/** Each revision once, from when it was first seen. Unchanged where `more` has nothing new. */
export function joinRollouts(known: readonly Rollout[], more: readonly Rollout[]): readonly Rollout[] {
  return more.reduce(withRollout, known);
}

/** The same list where it has the revision already, from no later on. */
export function withRollout(known: readonly Rollout[], seen: Rollout): readonly Rollout[] {
  const same = known.find(({ owner, revision }) => owner === seen.owner && revision === seen.revision);
  if (same === undefined) return [...known, seen];
  if (same.firstSeen <= seen.firstSeen) return known;
  return known.map((rollout) => (rollout === same ? seen : rollout));
}
