import { describe, expect, it } from 'vitest';
import { type Sample, type SampleEdge, sampleHistory } from '../../../test/support/sample-history.ts';
import { DAY, HOUR } from '../model/scaled-time.ts';
import { firstSightings } from './first-sightings.ts';

const CALLER = 'cluster.local/ns/shop/sa/web';

function seen(...days: readonly number[]): SampleEdge[] {
  return days.map((day) => ({ days: [day] }));
}

function of(sample: Sample) {
  const { t, K, rollouts } = firstSightings(sampleHistory(sample), 'callers', DAY);
  return { t, K, ...rollouts };
}

describe('first sightings', () => {
  it.each<[string, Sample, Partial<ReturnType<typeof of>>]>([
    ['none', { age: 10 }, { t: 10, K: 0, R: 0, hit: 0, added: 0, visible: true }],
    ['those of the last half', { age: 10, edges: seen(0, 4.9, 5, 5.1, 9.9) }, { K: 2 }],
    ['only what succeeded', { age: 10, edges: [{ days: [] }, ...seen(8)] }, { K: 1 }],
    ['not what only callers say', { age: 10, edges: [{ days: [8], reporter: 'source' }] }, { K: 0 }],
    ['half of the covered time', { age: 10, holes: [[0.5, 6.5]], edges: seen(7.9, 8.1) }, { t: 4, K: 1 }],
    ['in a hole: by what was covered before', { age: 10, holes: [[6, 8]], edges: seen(7) }, { t: 8, K: 1 }],
    [
      'not within a day of a rollout',
      { age: 10, rollouts: [8], edges: seen(7.9, 8, 8.9) },
      { K: 1, R: 1, hit: 1, added: 2 },
    ],
    ['again a day after it', { age: 10, rollouts: [8], edges: seen(9) }, { K: 1, R: 1, hit: 0, added: 0 }],
    [
      'the latest of two rollouts brought it',
      { age: 10, rollouts: [8, 8.5], edges: seen(8.6) },
      { R: 2, hit: 1, added: 1 },
    ],
    [
      'each is brought by the latest',
      { age: 10, rollouts: [8, 8.5], edges: seen(8.2, 8.6) },
      { R: 2, hit: 2 },
    ],
    [
      'all of them while rollouts are invisible',
      { age: 10, rollouts: null, edges: seen(8) },
      { K: 1, visible: false },
    ],
    ['the first revision explains nothing', { age: 0.9, edges: seen(0.6) }, { K: 1, R: 0 }],
    [
      'rollouts of the last 90 days',
      { age: 100, rollouts: [5, 20], edges: seen(5.5, 20.5) },
      { R: 1, hit: 1, added: 1 },
    ],
  ])('%s', (_, sample, expected) => {
    expect(of(sample)).toMatchObject(expected);
  });

  it('knows each owner’s first revision, whatever order they report in', () => {
    const at = (owner: string, revision: string, day: number) => ({ owner, revision, firstSeen: day * DAY });
    const rollouts = [at('b', 'x', 8), at('a', 'new', 7), at('a', 'old', 1), at('c', 'x', 9)];
    expect(of({ age: 10, edges: seen(8.2, 9.1), change: { rollouts } })).toMatchObject({ R: 1, K: 2 });
  });

  describe('brought by the caller', () => {
    const edges: SampleEdge[] = [
      { days: [8.1], principal: CALLER },
      { days: [8.2], principal: CALLER },
      { days: [8.3], principal: 'cluster.local/ns/shop/sa/other' },
    ];
    const revision = (name: string, day: number) => ({ owner: 'web', revision: name, firstSeen: day * DAY });

    it.each([
      [
        'a rollout of a known caller',
        { rollouts: [revision('a', 1), revision('b', 8)], created: null },
        1,
        1,
        2,
      ],
      ['not its first revision', { rollouts: [revision('a', 8)], created: null }, 3, 0, 0],
      ['a caller that was created a moment ago', { rollouts: [], created: 8 * DAY - HOUR }, 1, 1, 2],
      ['not one that was created after', { rollouts: [], created: 9 * DAY }, 3, 0, 0],
      ['not one that is merely new to us', { rollouts: [], created: 1 * DAY }, 3, 0, 0],
      ['not one of which nothing is known', { rollouts: [], created: null }, 3, 0, 0],
    ])('%s', (_, caller, K, hits, added) => {
      const found = of({ age: 10, edges, change: { callers: new Map([[CALLER, caller]]) } });
      expect(found).toMatchObject({ K, R: hits, hit: hits, added });
    });
  });
});
