import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../model/scaled-time.ts';
import { civilDate, dateText, dayNumber, timeText, weekday } from './civil-date.ts';

describe('civil dates', () => {
  it('are those of the platform', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 200_000 }), (day) => {
        const date = new Date(day * DAY);
        const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
        expect(civilDate(day)).toEqual({ year, month, day: date.getUTCDate() });
        expect(dayNumber(civilDate(day))).toBe(day);
        expect(weekday(day)).toBe(date.getUTCDay());
      }),
    );
  });

  it('are written down', () => {
    const time = Date.UTC(2026, 3, 1, 9, 5, 7, 900);
    expect(dateText(Math.floor(time / DAY))).toBe('2026-04-01');
    expect(timeText(time, false)).toBe('2026-04-01 09:05 UTC');
    expect(timeText(time, true)).toBe('2026-04-01 09:05:07 UTC');
  });
});
