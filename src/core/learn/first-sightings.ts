import type { Detail } from '../model/flow.ts';
import type { Rollout } from '../model/workload.ts';
import { ROLLOUT_DAYS, type Rollouts } from './forecast.ts';
import { type EvidenceEdge, evidenceEdges, type WorkloadHistory } from './history.ts';
import { momentAt, totalLength } from './intervals.ts';

/** When edges of one workload were first seen, and what brought them. */
export interface FirstSightings {
  /** Covered days. */
  readonly t: number;
  /** Those of the last half of `t` that no rollout explains. */
  readonly K: number;
  /** ms of every sighting that no rollout explains, sorted. */
  readonly unexplained: readonly number[];
  readonly rollouts: Rollouts;
}

/** `timeUnit`: ms of a day. Where no revision is known every sighting is unexplained. */
export function firstSightings(history: WorkloadHistory, detail: Detail, timeUnit: number): FirstSightings {
  const edges = evidenceEdges(history, detail);
  const visible = history.rollouts.length > 0;
  const own = realRollouts(history.rollouts);
  const since = history.now - ROLLOUT_DAYS * timeUnit;
  const unexplained: number[] = [];
  const hits = new Set<string>();
  let foreignHits = 0;
  let added = 0;
  for (const edge of edges) {
    const cause = visible ? causeOf(edge, own, history, timeUnit) : null;
    if (!cause) unexplained.push(edge.firstEvidence);
    else if (cause.time >= since) {
      added++;
      if (cause.foreign && !hits.has(cause.key)) foreignHits++;
      hits.add(cause.key);
    }
  }
  unexplained.sort((a, b) => a - b);
  const R = own.filter((rollout) => rollout.firstSeen >= since).length + foreignHits;
  return {
    t: totalLength(history.covered) / timeUnit,
    K: seenAfterHalf(history, unexplained, totalLength(history.covered)),
    unexplained,
    rollouts: { visible, R, hit: hits.size, added },
  };
}

/** How many of `sightings` (sorted) fall into the last half of `elapsed` ms of covered time. */
export function seenAfterHalf(
  history: WorkloadHistory,
  sightings: readonly number[],
  elapsed: number,
): number {
  const half = momentAt(history.covered, elapsed / 2);
  if (half === null) return 0;
  let count = 0;
  while (count < sightings.length && sightings[sightings.length - 1 - count]! > half) count++;
  return count;
}

/** Without the first revision seen of each owner: that one was there before us. In order of time. */
function realRollouts(rollouts: readonly Rollout[]): Rollout[] {
  const owners = new Set<string>();
  return rollouts
    .toSorted((a, b) => a.firstSeen - b.firstSeen)
    .filter((rollout) => owners.has(rollout.owner) || !owners.add(rollout.owner));
}

interface Cause {
  readonly key: string;
  /** ms */
  readonly time: number;
  /** Something of the caller's: it counts as one more rollout of this workload. */
  readonly foreign: boolean;
}

function causeOf(
  edge: EvidenceEdge,
  own: readonly Rollout[],
  history: WorkloadHistory,
  window: number,
): Cause | null {
  const first = edge.firstEvidence;
  const rollout = lastBefore(own, first, window);
  if (rollout) return { key: `own ${keyOf(rollout)}`, time: rollout.firstSeen, foreign: false };
  const principal = edge.caller.principal;
  const caller = principal === null ? undefined : history.callers.get(principal);
  if (!caller) return null;
  const theirs = lastBefore(realRollouts(caller.rollouts), first, window);
  if (theirs) return { key: `${principal} ${keyOf(theirs)}`, time: theirs.firstSeen, foreign: true };
  const { created } = caller;
  if (created === null || first < created || first >= created + window) return null;
  return { key: `${principal} created`, time: created, foreign: true };
}

function keyOf(rollout: Rollout): string {
  return `${rollout.owner} ${rollout.revision}`;
}

function lastBefore(rollouts: readonly Rollout[], time: number, window: number): Rollout | undefined {
  return rollouts.findLast((rollout) => rollout.firstSeen <= time && time < rollout.firstSeen + window);
}
