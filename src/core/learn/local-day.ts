import { DAY } from '../model/scaled-time.ts';
import { dayNumber } from './civil-date.ts';

/** Days of one time zone, by day number (0 = 1970-01-01). They last 23 to 25 hours where clocks change. */
export interface LocalDays {
  /** Of the day that `time` (ms) falls into. */
  dayAt(time: number): number;
  /** ms at which a day begins, which need not be midnight; it ends where the next begins. */
  startOf(day: number): number;
}

const MINUTE = 60_000;
/** Zones reach from UTC-12 to UTC+14. */
const FARTHEST = 16 * 3_600_000;
/** Starts remembered per zone; past that they are worked out again. */
const REMEMBERED = 2_000;

const zones = new Map<string, LocalDays>();

/** `timeZone`: an IANA name; throws RangeError for one the platform doesn't know. */
export function localDays(timeZone: string): LocalDays {
  const known = zones.get(timeZone);
  if (known) return known;
  const days = daysOfZone(timeZone);
  zones.set(timeZone, days);
  return days;
}

function daysOfZone(timeZone: string): LocalDays {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  const starts = new Map<number, number>();
  const dayAt = (time: number) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(time)) part[type] = Number(value);
    return dayNumber({ year: part.year ?? 1970, month: part.month ?? 1, day: part.day ?? 1 });
  };
  const startOf = (day: number) => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    if (starts.size >= REMEMBERED) starts.clear();
    const start = firstMinuteOf(day, dayAt);
    starts.set(day, start);
    return start;
  };
  return { dayAt, startOf };
}

/** Bisection: dates never go back, whatever a zone does to its clocks. */
function firstMinuteOf(day: number, dayAt: (time: number) => number): number {
  let before = (day * DAY - FARTHEST) / MINUTE;
  let within = (day * DAY + FARTHEST) / MINUTE;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dayAt(middle * MINUTE) < day) before = middle;
    else within = middle;
  }
  return within * MINUTE;
}
