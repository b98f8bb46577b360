import { describe, expect, it } from 'vitest';
import { HOUR } from '../model/scaled-time.ts';
import { dateText, dayNumber } from './civil-date.ts';
import { localDays } from './local-day.ts';

describe('local days', () => {
  it.each<[zone: string, date: [number, number, number], start: string, hours: number]>([
    ['UTC', [2026, 3, 1], '2026-03-01T00:00:00Z', 24],
    ['Europe/Berlin', [2026, 3, 29], '2026-03-28T23:00:00Z', 23],
    ['Europe/Berlin', [2026, 10, 25], '2026-10-24T22:00:00Z', 25],
    ['America/New_York', [2026, 3, 8], '2026-03-08T05:00:00Z', 23],
    ['America/New_York', [2026, 11, 1], '2026-11-01T04:00:00Z', 25],
    ['Asia/Kolkata', [2026, 4, 1], '2026-03-31T18:30:00Z', 24],
    ['Pacific/Kiritimati', [2026, 1, 1], '2025-12-31T10:00:00Z', 24],
    ['Pacific/Pago_Pago', [2026, 1, 1], '2026-01-01T11:00:00Z', 24],
    ['Australia/Lord_Howe', [2026, 4, 5], '2026-04-04T13:00:00Z', 24.5],
    // The clock goes from 24:00 of the day before to 01:00.
    ['Africa/Cairo', [2026, 4, 24], '2026-04-23T22:00:00Z', 23],
  ])('%s %j', (zone, [year, month, day], start, hours) => {
    const days = localDays(zone);
    const number = dayNumber({ year, month, day });
    const from = days.startOf(number);
    expect(new Date(from).toISOString()).toBe(start.replace('Z', '.000Z'));
    expect((days.startOf(number + 1) - from) / HOUR).toBe(hours);
    expect(dateText(days.dayAt(from))).toBe(dateText(number));
    expect(days.dayAt(from - 1)).toBe(number - 1);
  });

  it('doesn’t know a zone that there isn’t', () => {
    expect(() => localDays('Mars/Olympus')).toThrow(RangeError);
  });
});
