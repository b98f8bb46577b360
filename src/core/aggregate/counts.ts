import type { Counts, DayCounts } from '../model/operation.ts';

export const NO_COUNTS: Counts = { ok: 0, failed: 0, denied: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return { ok: a.ok + b.ok, failed: a.failed + b.failed, denied: a.denied + b.denied };
}

/** Of one and the same day. */
export function addDay(a: DayCounts, b: DayCounts): DayCounts {
  return { day: a.day, ...addCounts(a, b), hours: a.hours | b.hours };
}

export function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

export function later(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

/** Not by spreading: an edge may stand for more operations than a call takes arguments. */
export function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

export function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
