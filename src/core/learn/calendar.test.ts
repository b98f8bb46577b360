import { describe, expect, it } from 'vitest';
import type { Interval } from '../model/interval.ts';
import { DAY, HOUR } from '../model/scaled-time.ts';
import { calendarClearsAt, EVENT_KINDS, nextUnrehearsed, rehearsedKinds } from './calendar.ts';
import { dateText } from './civil-date.ts';
import { subtract } from './intervals.ts';

function span(from: string, to: string): Interval {
  return { from: Date.parse(from), to: Date.parse(to) };
}

const [FIRST, LAST, FIRST_OF_QUARTER, LAST_OF_QUARTER] = EVENT_KINDS;

describe('rehearsed kinds of dates', () => {
  it.each<[string, covered: Interval[], now: string, zone: string, kinds: string[]]>([
    ['nothing covered', [], '2026-03-10', 'UTC', []],
    ['an ordinary week', [span('2026-03-09', '2026-03-16')], '2026-03-16', 'UTC', []],
    ['the turn of a month', [span('2026-02-27', '2026-03-03')], '2026-03-03', 'UTC', [FIRST, LAST]],
    ['a month ago', [span('2026-01-30', '2026-02-03')], '2026-03-20', 'UTC', [FIRST, LAST]],
    ['the first alone', [span('2026-03-01', '2026-03-09')], '2026-03-09', 'UTC', [FIRST]],
    ['not while it lasts', [span('2026-03-01', '2026-03-01T23:00Z')], '2026-03-01T23:00Z', 'UTC', []],
    ['the turn of a quarter', [span('2026-03-31', '2026-04-02')], '2026-04-02', 'UTC', [...EVENT_KINDS]],
    ['the turn of a year', [span('2025-12-31', '2026-01-02')], '2026-01-05', 'UTC', [...EVENT_KINDS]],
    ['nine tenths of the day', [span('2026-03-01T02:24Z', '2026-03-09')], '2026-03-09', 'UTC', [FIRST]],
    ['less than that', [span('2026-03-01T02:25Z', '2026-03-09')], '2026-03-09', 'UTC', []],
    ['not that day here', [span('2026-03-01', '2026-03-02')], '2026-03-09', 'Asia/Tokyo', []],
    ['but there', [span('2026-02-28T15:00Z', '2026-03-01T15:00Z')], '2026-03-09', 'Asia/Tokyo', [FIRST]],
    // 25 hours: 2.5 of them may be missing, which would be too many of 24.
    [
      'a long day',
      [span('2026-11-01T06:30Z', '2026-11-02T05:00Z')],
      '2026-11-09',
      'America/New_York',
      [FIRST],
    ],
  ])('%s', (_, covered, now, zone, kinds) => {
    expect([...rehearsedKinds(covered, Date.parse(now), zone)].toSorted()).toEqual(kinds.toSorted());
  });

  it('skips a day that fell into a hole, but not the month before', () => {
    const covered = subtract(
      [span('2026-01-20', '2026-03-10')],
      [span('2026-02-28T12:00Z', '2026-03-01T12:00Z')],
    );
    expect([...rehearsedKinds(covered, Date.parse('2026-03-10'), 'UTC')].toSorted()).toEqual([FIRST, LAST]);
    const later = subtract(covered, [span('2026-01-31', '2026-01-31T12:00Z')]);
    expect([...rehearsedKinds(later, Date.parse('2026-03-10'), 'UTC')]).toEqual([FIRST]);
  });
});

describe('next unrehearsed date', () => {
  const month = new Set([FIRST, LAST]);
  it.each<
    [
      string,
      rehearsed: ReadonlySet<(typeof EVENT_KINDS)[number]>,
      now: string,
      days: number,
      string | null,
      string[],
    ]
  >([
    ['is the month’s end', new Set(), '2026-04-20', 12, '2026-04-30', [LAST]],
    ['is none within the horizon', new Set(), '2026-04-20', 10, null, []],
    ['is not what was rehearsed', new Set([LAST]), '2026-04-20', 12, '2026-05-01', [FIRST]],
    ['is none when all was', month, '2026-04-20', 60, null, []],
    ['is a quarter’s end', month, '2026-04-20', 80, '2026-06-30', [LAST_OF_QUARTER]],
    ['is both', new Set(), '2026-03-25', 7, '2026-03-31', [LAST, LAST_OF_QUARTER]],
    ['is on', new Set(), '2026-03-01T09:00Z', 7, '2026-03-01', [FIRST]],
    [
      'is a quarter’s beginning',
      new Set([FIRST, LAST, LAST_OF_QUARTER]),
      '2025-12-30',
      7,
      '2026-01-01',
      [FIRST_OF_QUARTER],
    ],
  ])('%s', (_, rehearsed, now, days, date, kinds) => {
    const at = Date.parse(now);
    const event = nextUnrehearsed(rehearsed, at, at + days * DAY, 'UTC');
    expect(event && dateText(event.day)).toBe(date);
    expect(event?.kinds ?? []).toEqual(kinds);
  });

  it('ends when the local day does', () => {
    const now = Date.parse('2026-10-30T12:00Z');
    const event = nextUnrehearsed(new Set([LAST]), now, now + 7 * DAY, 'America/New_York');
    expect(event).toMatchObject(span('2026-11-01T04:00Z', '2026-11-02T05:00Z'));
    expect((event!.to - event!.from) / HOUR).toBe(25);
  });
});

describe('the calendar clears', () => {
  it.each<[string, rehearsed: ReadonlySet<(typeof EVENT_KINDS)[number]>, now: string, clear: string]>([
    ['at once', new Set(), '2026-04-10', '2026-04-10'],
    ['after the last of several dates', new Set(), '2026-03-27', '2026-04-02'],
    ['after the only one', new Set([LAST, LAST_OF_QUARTER, FIRST_OF_QUARTER]), '2026-04-28', '2026-05-02'],
  ])('%s', (_, rehearsed, now, clear) => {
    expect(calendarClearsAt(rehearsed, Date.parse(now), 7 * DAY, 'UTC')).toBe(Date.parse(clear));
  });
});
