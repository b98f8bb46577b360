import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interval } from '../model/interval.ts';
import { clip, lengthWithin, momentAt, subtract, totalLength, union } from './intervals.ts';

const interval = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 12 }))
  .map(([from, length]): Interval => ({ from, to: from + length }));
const intervals = fc.array(interval, { maxLength: 8 });

/** Whole ms that lie inside: the same sets, written down. */
function points(list: readonly Interval[]): Set<number> {
  const inside = new Set<number>();
  for (const { from, to } of list) for (let at = from; at < to; at++) inside.add(at);
  return inside;
}

function without(all: ReadonlySet<number>, some: ReadonlySet<number>): Set<number> {
  return new Set([...all].filter((at) => !some.has(at)));
}

describe('intervals as sets of moments', () => {
  it('unite without overlap, in order', () => {
    fc.assert(
      fc.property(intervals, (list) => {
        const merged = union(list);
        expect(points(merged)).toEqual(points(merged.toSorted((a, b) => b.from - a.from)));
        expect([...points(merged)].toSorted((a, b) => a - b)).toEqual(
          [...points(list)].toSorted((a, b) => a - b),
        );
        for (const [index, next] of merged.entries()) {
          expect(next.to).toBeGreaterThan(next.from);
          if (index > 0) expect(next.from).toBeGreaterThan(merged[index - 1]!.to);
        }
        expect(totalLength(merged)).toBe(points(list).size);
      }),
    );
  });

  it('subtract and clip', () => {
    fc.assert(
      fc.property(intervals, intervals, interval, (a, b, { from, to }) => {
        const left = union(a);
        expect(points(subtract(left, union(b)))).toEqual(without(points(left), points(b)));
        const outside = without(points(left), points([{ from, to }]));
        const inside = without(points(left), outside);
        expect(points(clip(left, from, to))).toEqual(inside);
        expect(lengthWithin(left, from, to)).toBe(inside.size);
      }),
    );
  });

  it('tell the moment at which some of them has passed', () => {
    fc.assert(
      fc.property(intervals, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const merged = union(list);
        const elapsed = totalLength(merged) * share;
        const moment = momentAt(merged, elapsed);
        if (merged.length === 0) expect(moment).toBeNull();
        else expect(lengthWithin(merged, 0, moment!)).toBeCloseTo(elapsed, 6);
        expect(momentAt(merged, totalLength(merged) + 1)).toBeNull();
      }),
    );
  });
});
