import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULTS, everyDay, type Sample, sampleHistory } from '../../../test/support/sample-history.ts';
import { DAY } from '../model/scaled-time.ts';
import { backtest, backtestFrom } from './backtest.ts';

function of(sample: Sample, settings = DEFAULTS): number | null {
  return backtest(sampleHistory(sample), 'callers', settings);
}

const steady = { days: everyDay(0.5, 100), perDay: 99 };

describe('backtest', () => {
  it.each<[string, Sample, number | null]>([
    ['no fold yet', { age: 6.9, edges: [steady] }, null],
    ['the first week is all new', { age: 7, edges: [steady] }, 1],
    ['nothing new', { age: 21, edges: [steady] }, 0],
    ['no requests to judge', { age: 21, edges: [{ days: [0.5] }] }, null],
    // (27,34] (20,27] (13,20]: one new edge with 7 of 700 requests in the newest.
    ['one fold of three', { age: 34, edges: [steady, { days: everyDay(27.5, 33.5), perDay: 1 }] }, 0.01 / 3],
    [
      'new only in the fold it was first seen in',
      { age: 34, edges: [steady, { days: everyDay(13.5, 33.5), perDay: 1 }] },
      0.01 / 3,
    ],
    ['seen before the folds', { age: 34, edges: [steady, { days: everyDay(12.5, 33.5), perDay: 1 }] }, 0],
    [
      'a fold without requests doesn’t dilute',
      {
        age: 34,
        edges: [
          { days: [1.5, 30.5], perDay: 3 },
          { days: [30.5], perDay: 1 },
        ],
      },
      0.25,
    ],
    [
      'folds of covered days',
      { age: 44, holes: [[14, 24]], edges: [steady, { days: everyDay(12.5, 43.5), perDay: 1 }] },
      0,
    ],
    [
      'what only callers say is left out',
      { age: 21, edges: [steady, { days: [20], reporter: 'source' }] },
      0,
    ],
  ])('%s', (_, sample, expected) => {
    const { age, edges = [] } = sample;
    const cut = edges.map((edge) => ({ ...edge, days: edge.days.filter((day) => day < age) }));
    const found = of({ ...sample, edges: cut });
    if (expected === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(expected, 9);
  });

  it('scales to a longer horizon, not to a shorter one', () => {
    const sample = { age: 34, edges: [steady, { days: everyDay(27.5, 33.5), perDay: 1 }] };
    const week = of(sample)!;
    expect(of(sample, { ...DEFAULTS, horizon: 30 })).toBeCloseTo((week * 30) / 7);
    expect(of(sample, { ...DEFAULTS, horizon: 1 })).toBe(week);
  });

  it('needs no row before the day it names', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 7, max: 60 }),
        fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 6 }),
        fc.array(fc.tuple(fc.nat(60), fc.nat(20)), { maxLength: 2 }),
        (age, spans, gaps) => {
          const edges = [
            steady,
            ...spans.map(([from, length]) => ({ days: everyDay(from + 0.3, from + length) })),
          ].map((edge) => ({ ...edge, days: edge.days.filter((day) => day < age) }));
          const holes = gaps
            .map(([from, length]) => [from, from + length] as const)
            .toSorted((a, b) => a[0] - b[0]);
          fc.pre(holes.every(([from], index) => index === 0 || from >= holes[index - 1]![1]));
          const history = sampleHistory({ age, edges, holes });
          const from = backtestFrom(history, DAY);
          const daily = history.daily.filter((row) => row.day >= from);
          expect(backtest({ ...history, daily }, 'callers', DEFAULTS)).toEqual(
            backtest(history, 'callers', DEFAULTS),
          );
        },
      ),
    );
  });
});
