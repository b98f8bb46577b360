import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utcDate } from './utc-date.ts';

describe('utcDate', () => {
  it.each([
    [0, '1970-01-01'],
    [-1, '1969-12-31'],
    [Date.UTC(2000, 1, 29), '2000-02-29'],
    [Date.UTC(2024, 1, 29, 23, 59, 59, 999), '2024-02-29'],
    [Date.UTC(2100, 2, 1) - 1, '2100-02-28'],
    [Date.UTC(2026, 11, 31), '2026-12-31'],
  ])('%d is %s', (time, date) => {
    expect(utcDate(time)).toBe(date);
  });

  it('agrees with the runtime for any day of 4000 years', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1000, 0), max: Date.UTC(5000, 0) }), (time) => {
        expect(utcDate(time)).toBe(new Date(time).toISOString().slice(0, 10));
      }),
      { numRuns: 2000 },
    );
  });
});
