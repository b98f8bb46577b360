import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeReader } from './line-time.ts';

const AT = Date.UTC(2026, 2, 2, 10, 0, 0);

describe('times', () => {
  it.each([
    ['2026-03-02T10:00:00Z', AT],
    ['2026-03-02T10:00:00.1Z', AT + 100],
    ['2026-03-02T10:00:00.123Z', AT + 123],
    ['2026-03-02T10:00:00.123456789Z', AT + 123],
    ['2026-03-02T10:00:00.123+0000', AT + 123],
    ['2026-03-02T10:00:00.123+02:00', AT + 123 - 7_200_000],
    ['2026-03-02T10:00:00-0130', AT + 5_400_000],
    ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
  ])('%s', (text, ms) => {
    expect(createTimeReader().read(text)).toBe(ms);
  });

  it.each([
    '',
    '2026-03-02',
    '2026-03-02T10:00:00',
    '2026-03-02T10:00:00.Z',
    '2026-03-02T10:00:00.1234567890Z',
    '2026-03-02T10:00:00.12x',
    '2026-02-30T10:00:00Z',
    '2026-13-02T10:00:00Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02 10:00:00Z',
    '2026-03-02T10:00:00+00',
    '2026-03-02T10:00:00+24:00',
    '2026-03-02T10:00:00-00:60',
  ])('%j is none', (text) => {
    expect(createTimeReader().read(text)).toBeNaN();
  });

  it('are read alike whatever was read before', () => {
    const time = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(fc.oneof(time, fc.constant('x'))), (times) => {
        const reader = createTimeReader();
        for (const at of times) {
          const text = at instanceof Date ? at.toISOString() : at;
          expect(reader.read(text)).toBe(at instanceof Date ? at.getTime() : Number.NaN);
        }
      }),
    );
  });
});
