import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkloadId } from '../core/model/workload.ts';
import { type Candidate, dueOf } from './due.ts';

function candidate(name: string, change: Partial<Candidate> = {}): Candidate {
  return { id: `c/n/${name}`, size: 100, age: 1, news: false, ...change };
}

const names = (ids: readonly WorkloadId[]) => ids.map((id) => id.split('/')[2]).join(' ');

describe('who is judged anew', () => {
  it.each<[string, Candidate[], string]>([
    ['all, while they fit', [candidate('a'), candidate('b')], 'a b'],
    [
      'who was judged longest ago',
      [candidate('a', { age: 1 }), candidate('b', { age: 3 }), candidate('c', { age: 2, size: 900 })],
      'b c',
    ],
    [
      'news first',
      [candidate('a', { age: 9 }), candidate('b', { news: true, size: 1000 }), candidate('c', { age: 8 })],
      'b',
    ],
    [
      'but not before what has waited ten ticks longer',
      [candidate('a', { age: 12, size: 950 }), candidate('b', { news: true })],
      'a b',
    ],
    [
      'who was never judged before all others',
      [candidate('a', { age: 99 }), candidate('b', { age: Infinity, news: true, size: 1000 })],
      'b',
    ],
    ['at least one, however large', [candidate('a', { size: 50_000 }), candidate('b')], 'a'],
  ])('%s', (_, candidates, expected) => {
    expect(names(dueOf(candidates, 1000).ids)).toBe(expected);
  });

  it('is nobody while there is a debt', () => {
    expect(dueOf([candidate('a', { age: Infinity })], 0)).toEqual({ ids: [], cost: 0 });
    expect(dueOf([candidate('a')], -5)).toEqual({ ids: [], cost: 0 });
  });

  it('costs something even without operations', () => {
    const many = Array.from({ length: 500 }, (_, i) => candidate(`w${i}`, { size: 0 }));
    expect(dueOf(many, 1000).ids).toHaveLength(50);
  });
});

it('lets nobody starve, whoever has news', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ size: fc.integer({ min: 1, max: 400 }), noisy: fc.boolean() }), {
        minLength: 1,
        maxLength: 30,
      }),
      (workloads) => {
        const judged = workloads.map(() => 0);
        const total = workloads.reduce((sum, { size }) => sum + Math.max(20, size), 0);
        // Each round through all, and the head start that news has.
        const longest = 2 * Math.ceil(total / 400) + 12;
        let credit = 0;
        for (let tick = 1; tick <= 60; tick++) {
          credit = Math.min(400, credit + 400);
          const candidates = workloads.map(({ size, noisy }, i) =>
            candidate(String(i), { size, news: noisy, age: tick - (judged[i] ?? 0) }),
          );
          const { ids, cost } = dueOf(candidates, credit);
          credit -= cost;
          for (const id of ids) judged[Number(id.split('/')[2])] = tick;
          for (const at of judged) expect(tick - at).toBeLessThanOrEqual(longest);
        }
      },
    ),
  );
});
