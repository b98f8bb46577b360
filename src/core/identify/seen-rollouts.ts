import type { Pod } from '../model/pod.ts';
import { type Rollout, type WorkloadId, workloadId } from '../model/workload.ts';

/** The revisions that pods tell of, also those that no record has come from: a pure caller has none. */
export function seenRollouts(
  pods: Iterable<{ readonly pod: Pod }>,
): ReadonlyMap<WorkloadId, readonly Rollout[]> {
  const found = new Map<WorkloadId, Map<string, Rollout>>();
  for (const {
    pod: { workload, rollout, startTime },
  } of pods) {
    if (rollout === null || !Number.isFinite(startTime)) continue;
    const id = workloadId(workload);
    const revisions = found.get(id) ?? new Map<string, Rollout>();
    found.set(id, revisions);
    const key = keyOf(rollout);
    const before = revisions.get(key)?.firstSeen ?? startTime;
    revisions.set(key, { ...rollout, firstSeen: Math.min(before, startTime) });
  }
  return new Map([...found].map(([id, revisions]) => [id, [...revisions.values()]]));
}

/** Each revision once, from when it was first seen. Unchanged where `more` has nothing new. */
export function joinRollouts(known: readonly Rollout[], more: readonly Rollout[]): readonly Rollout[] {
  const rollouts = new Map(known.map((rollout) => [keyOf(rollout), rollout]));
  let changed = false;
  for (const rollout of more) {
    const before = rollouts.get(keyOf(rollout));
    if (before !== undefined && before.firstSeen <= rollout.firstSeen) continue;
    rollouts.set(keyOf(rollout), rollout);
    changed = true;
  }
  return changed ? [...rollouts.values()] : known;
}

function keyOf({ owner, revision }: Pick<Rollout, 'owner' | 'revision'>): string {
  return `${owner}/${revision}`;
}
