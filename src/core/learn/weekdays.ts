import type { Interval } from '../model/interval.ts';
import { isCovered } from './calendar.ts';
import { weekday } from './civil-date.ts';
import { lengthWithin } from './intervals.ts';
import { localDays } from './local-day.ts';

const OCCURRENCES = 2;
const NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

export interface WeekdayStanding {
  /** Names of those not covered twice yet, from Monday on. */
  readonly missing: readonly string[];
  /** ms: end of the day on which the last of them can be; null when none is missing. */
  readonly clearsAt: number | null;
}

/** Each weekday needs two days, finished and covered. */
export function weekdayStanding(
  covered: readonly Interval[],
  now: number,
  timeZone: string,
): WeekdayStanding {
  const days = localDays(timeZone);
  const today = days.dayAt(now);
  const begin = covered[0]?.from ?? now;
  const seen = new Array<number>(7).fill(0);
  const done = () => seen.every((count) => count >= OCCURRENCES);
  for (let day = today - 1; !done() && days.startOf(day + 1) > begin; day--) {
    if (isCovered(covered, days.startOf(day), days.startOf(day + 1))) seen[weekday(day)]!++;
  }
  const missing = [1, 2, 3, 4, 5, 6, 0].filter((at) => seen[at]! < OCCURRENCES).map((at) => NAMES[at]!);
  if (missing.length === 0) return { missing, clearsAt: null };

  const lostToday =
    now - days.startOf(today) - lengthWithin(covered, days.startOf(today), days.startOf(today + 1));
  const heardFromNow = [{ from: days.startOf(today) + lostToday, to: Number.POSITIVE_INFINITY }];
  let day = today;
  for (; !done(); day++) {
    if (isCovered(heardFromNow, days.startOf(day), days.startOf(day + 1))) seen[weekday(day)]!++;
  }
  return { missing, clearsAt: days.startOf(day) };
}
