import type { Interval } from '../model/interval.ts';
import { civilDate } from './civil-date.ts';
import { lengthWithin } from './intervals.ts';
import { type LocalDays, localDays } from './local-day.ts';

/** Dates on which work is done that other days don't see. */
export const EVENT_KINDS = [
  'first day of a month',
  'last day of a month',
  'first day of a quarter',
  'last day of a quarter',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface CalendarEvent extends Interval {
  /** Day number. */
  readonly day: number;
  readonly kinds: readonly EventKind[];
}

/** Share of a day's hours that must be covered for the day to count. */
const WHOLE_DAY = 0.9;

export function isCovered(covered: readonly Interval[], from: number, to: number): boolean {
  return lengthWithin(covered, from, to) >= WHOLE_DAY * (to - from);
}

/** The kinds of which a whole day lies in covered time. */
export function rehearsedKinds(
  covered: readonly Interval[],
  now: number,
  timeZone: string,
): ReadonlySet<EventKind> {
  const seen = new Set<EventKind>();
  const days = localDays(timeZone);
  const begin = covered[0]?.from ?? now;
  let month = monthStart(days.dayAt(now));
  while (seen.size < EVENT_KINDS.length && days.startOf(month + 1) > begin) {
    for (const day of [month, month - 1]) {
      const { from, to } = spanOf(days, day);
      if (to <= now && isCovered(covered, from, to)) for (const kind of kindsOf(day)) seen.add(kind);
    }
    month = monthStart(month - 1);
  }
  return seen;
}

/** The first event that begins before `until`, or is on at `now`, of a kind that was never rehearsed. */
export function nextUnrehearsed(
  rehearsed: ReadonlySet<EventKind>,
  now: number,
  until: number,
  timeZone: string,
): CalendarEvent | null {
  if (rehearsed.size === EVENT_KINDS.length) return null;
  const days = localDays(timeZone);
  const today = days.dayAt(now);
  for (let month = monthStart(today); days.startOf(month - 1) < until; month = nextMonthStart(month)) {
    for (const day of [month - 1, month]) {
      const kinds = kindsOf(day).filter((kind) => !rehearsed.has(kind));
      const { from, to } = spanOf(days, day);
      if (day >= today && from < until && kinds.length > 0) return { day, from, to, kinds };
    }
  }
  return null;
}

/** From when (ms) no unrehearsed event lies within `horizon` ms, if all from now on is covered. */
export function calendarClearsAt(
  rehearsed: ReadonlySet<EventKind>,
  now: number,
  horizon: number,
  timeZone: string,
): number {
  const seen = new Set(rehearsed);
  let clear = now;
  for (;;) {
    const event = nextUnrehearsed(seen, clear, clear + horizon, timeZone);
    if (!event) return clear;
    for (const kind of event.kinds) seen.add(kind);
    clear = event.to;
  }
}

function spanOf(days: LocalDays, day: number): Interval {
  return { from: days.startOf(day), to: days.startOf(day + 1) };
}

function kindsOf(day: number): EventKind[] {
  const today = civilDate(day);
  const tomorrow = civilDate(day + 1);
  const kinds: EventKind[] = [];
  if (today.day === 1) kinds.push('first day of a month');
  if (tomorrow.day === 1) kinds.push('last day of a month');
  if (today.day === 1 && today.month % 3 === 1) kinds.push('first day of a quarter');
  if (tomorrow.day === 1 && tomorrow.month % 3 === 1) kinds.push('last day of a quarter');
  return kinds;
}

function monthStart(day: number): number {
  return day - civilDate(day).day + 1;
}

function nextMonthStart(start: number): number {
  return monthStart(start + 31);
}
