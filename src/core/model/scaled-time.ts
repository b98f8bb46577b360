/** Real day, ms. `learn.timeUnit` replaces it where time is scaled. */
export const DAY = 86_400_000;
export const HOUR = 3_600_000;

/** Index of the (scaled) day a moment falls into. */
export function dayOf(time: number, timeUnit: number): number {
  return Math.floor(time / timeUnit);
}

/** Hour of the (scaled) day, 0–23. */
export function hourOfDay(time: number, timeUnit: number): number {
  return Math.min(23, Math.floor(((time - dayOf(time, timeUnit) * timeUnit) / timeUnit) * 24));
}
