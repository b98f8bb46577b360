import type { Timing } from './timing.ts';

/** Waits that double with each failure in a row, each somewhere between half and one and a half of that. */
export interface Backoff {
  /** ms to wait now. */
  next(): number;
  reset(): void;
  /** Failures since the last reset. */
  failures(): number;
}

export function createBackoff(
  { first, most }: { readonly first: number; readonly most: number },
  timing: Timing,
): Backoff {
  let failures = 0;
  return {
    next() {
      const wait = Math.min(most, first * 2 ** Math.min(failures, 20));
      failures += 1;
      return wait * (0.5 + timing.random());
    },
    reset() {
      failures = 0;
    },
    failures: () => failures,
  };
}
