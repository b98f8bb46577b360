import { describe, expect, it } from 'vitest';
import { meshReadiness } from '../../../test/support/mesh-readiness.ts';
import { DEFAULTS, everyDay, type SampleEdge, sampleHistory } from '../../../test/support/sample-history.ts';
import type { Readiness } from '../model/readiness.ts';
import { DAY } from '../model/scaled-time.ts';
import type { WorkloadId } from '../model/workload.ts';
import type { WorkloadHistory } from './history.ts';
import { poolMembers, poolOf } from './mesh-pool.ts';

function meshOf(
  count: number,
  history: (index: number) => WorkloadHistory,
): Map<WorkloadId, WorkloadHistory> {
  return new Map(Array.from({ length: count }, (_, index) => [`k/shop/w${index}`, history(index)]));
}

describe('pool', () => {
  const ages = [0.9, 1, 9.9, 10, 20, 40, 40.1];
  const histories = ages.map((age) =>
    sampleHistory({ age, edges: [{ days: [0] }, { days: [age * 0.75] }], rollouts: [age * 0.7] }),
  );
  const members = poolMembers(histories, 'callers', DAY);

  it.each([
    [20, 3],
    [1, 1],
    [2, 1],
    [0.9, 1],
    [0.4, 0],
    [19.8, 3],
  ])('at %d days has %d workloads', (t, N) => {
    expect(poolOf(members, t).N).toBe(N);
  });

  it('sums what they saw', () => {
    const sighted = [40, 20].map((age) =>
      sampleHistory({ age, edges: [{ days: [0] }, { days: [age * 0.7] }] }),
    );
    const rolled = [
      sampleHistory({ age: 30, edges: [{ days: [15.2] }, { days: [15.3] }], rollouts: [5, 15] }),
    ];
    const pool = poolOf(poolMembers([...sighted, ...rolled], 'paths', DAY), 30);
    expect(pool).toEqual({ N: 3, sumK: 2, sumR: 2, sumHit: 1, sumNew: 2 });
  });
});

describe('ten workloads of one age in scaled time', () => {
  const timeUnit = 2000;
  const settings = { ...DEFAULTS, timeUnit };

  /** Age in units at which all of them are stable at a detail, when their last edge came at `lastSighting`. */
  function stableAt(lastSighting: number): number {
    for (let age = 7; age < 100; age += 0.25) {
      const histories = meshOf(10, (index) => {
        const begins = [0, 1 + index / 4, lastSighting].filter((begin) => begin < age);
        const edges = begins.map((begin): SampleEdge => ({ days: everyDay(begin, age - 0.01) }));
        return sampleHistory({ age, timeUnit, edges });
      });
      const judged = [...meshReadiness(histories, settings, () => null).values()];
      if (judged.every(({ paths }) => paths.state === 'stable')) return age;
    }
    return Number.POSITIVE_INFINITY;
  }

  it.each([
    [5, 34],
    [12.9, 34],
    [29.9, 65],
  ])('whose last edge came at %d units are stable at %d', (lastSighting, age) => {
    expect(Math.abs(stableAt(lastSighting) - age)).toBeLessThanOrEqual(1);
  });
});

it('a workload is judged at each detail', () => {
  const mesh = meshOf(1, () => sampleHistory({ age: 60, edges: [{ days: everyDay(0, 59.9) }] }));
  const [judged] = meshReadiness(mesh, { ...DEFAULTS, calendar: true }, () => null).values();
  const gates = (readiness: Readiness) => readiness.gates.length;
  expect(Object.values(judged!).map(gates)).toEqual([12, 13, 13]);
});
