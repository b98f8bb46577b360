import type { Interval } from '../model/interval.ts';

/** Any intervals → sorted, disjoint, none empty. The other functions of this file take such lists. */
export function union(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const next of intervals.filter(notEmpty).toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (!last || next.from > last.to) merged.push({ from: next.from, to: next.to });
    else if (next.to > last.to) merged[merged.length - 1] = { from: last.from, to: next.to };
  }
  return merged;
}

/** What of `intervals` lies outside all of `holes`. */
export function subtract(intervals: readonly Interval[], holes: readonly Interval[]): Interval[] {
  const rest: Interval[] = [];
  for (const interval of intervals) {
    let from = interval.from;
    for (const hole of clip(holes, interval.from, interval.to)) {
      if (hole.from > from) rest.push({ from, to: hole.from });
      from = hole.to;
    }
    if (interval.to > from) rest.push({ from, to: interval.to });
  }
  return rest;
}

/** The part of `intervals` between two moments. */
export function clip(intervals: readonly Interval[], from: number, to: number): Interval[] {
  const inside: Interval[] = [];
  for (let at = firstEndingAfter(intervals, from); at < intervals.length; at++) {
    const { from: start, to: end } = intervals[at]!;
    if (start >= to) break;
    inside.push({ from: Math.max(start, from), to: Math.min(end, to) });
  }
  return inside.filter(notEmpty);
}

/** ms */
export function totalLength(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, interval) => sum + interval.to - interval.from, 0);
}

/** ms of `intervals` between two moments. */
export function lengthWithin(intervals: readonly Interval[], from: number, to: number): number {
  return totalLength(clip(intervals, from, to));
}

/** The first moment at which `elapsed` ms of `intervals` have passed; null = there is less. */
export function momentAt(intervals: readonly Interval[], elapsed: number): number | null {
  let left = elapsed;
  for (const { from, to } of intervals) {
    if (left <= to - from) return from + left;
    left -= to - from;
  }
  return null;
}

function notEmpty(interval: Interval): boolean {
  return interval.to > interval.from;
}

function firstEndingAfter(intervals: readonly Interval[], time: number): number {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (intervals[middle]!.to > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
