import type { Detail } from '../model/flow.ts';
import { firstSightings } from './first-sightings.ts';
import type { MeshPool } from './forecast.ts';
import type { WorkloadHistory } from './history.ts';

/** What one workload adds to the pools it belongs to. */
export interface PoolMember extends Omit<MeshPool, 'N'> {
  /** Covered days. */
  readonly t: number;
}

/** Younger workloads say nothing about the mesh yet. */
const MIN_AGE = 1;

/** Members of all pools at one detail, once per tick. `timeUnit`: ms of a day. */
export function poolMembers(
  histories: Iterable<WorkloadHistory>,
  detail: Detail,
  timeUnit: number,
): PoolMember[] {
  const members: PoolMember[] = [];
  for (const history of histories) {
    const { t, K, rollouts } = firstSightings(history, detail, timeUnit);
    const { R, hit, added } = rollouts;
    if (t >= MIN_AGE) members.push({ t, sumK: K, sumR: R, sumHit: hit, sumNew: added });
  }
  return members;
}

/** Sums over the members between half and twice as old as `t` covered days. */
export function poolOf(members: readonly PoolMember[], t: number): MeshPool {
  const pool = { N: 0, sumK: 0, sumR: 0, sumHit: 0, sumNew: 0 };
  for (const member of members) {
    if (member.t < t / 2 || member.t > 2 * t) continue;
    pool.N++;
    pool.sumK += member.sumK;
    pool.sumR += member.sumR;
    pool.sumHit += member.sumHit;
    pool.sumNew += member.sumNew;
  }
  return pool;
}
