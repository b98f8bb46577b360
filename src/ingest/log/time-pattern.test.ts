import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPatternReader, timePatternOf } from './time-pattern.ts';

const AT = Date.UTC(2026, 2, 2, 9, 5, 7);

describe('a time by a pattern', () => {
  it.each([
    ['%s', '1772442307', AT],
    ['%s.%3f', '1772442307.250', AT + 250],
    ['%s%3f', '1772442307250', AT + 250],
    ['%s.%f', '1772442307.250999999', AT + 250],
    ['%s.%1f', '1772442307.2', AT + 200],
    ['%Y-%m-%dT%H:%M:%S.%3fZ', '2026-03-02T09:05:07.250Z', AT + 250],
    ['%Y-%m-%dT%H:%M:%SZ', '2026-03-02T09:05:07Z', AT],
    ['%F %T', '2026-03-02 09:05:07', AT],
    ['%FT%T%z', '2026-03-02T09:05:07+0000', AT],
    ['%FT%T%z', '2026-03-02T11:35:07+0230', AT],
    ['%FT%T%Ez', '2026-03-02T04:05:07-05:00', AT],
    ['%E4Y-%m-%d%ET%H:%M:%E3S%Ez', '2026-03-02T09:05:07.250+00:00', AT + 250],
    ['%F %H:%M:%E*S', '2026-03-02 09:05:07.25', AT + 250],
    ['%F %H:%M:%E*S', '2026-03-02 09:05:07', AT],
    ['%d/%b/%Y:%H:%M:%S %z', '02/Mar/2026:09:05:07 +0000', AT],
    ['%a, %d %b %Y %H:%M:%S %Z', 'Mon, 02 Mar 2026 09:05:07 GMT', AT],
    ['%A %e %B %Y %T', 'Monday  2 March 2026 09:05:07', AT],
    ['%c', 'Mon Mar  2 09:05:07 2026', AT],
    ['%D %r', '03/02/26 09:05:07 AM', AT],
    ['%Y.%j %I:%M:%S %p', '2026.061 12:05:07 PM', AT + 3 * 3_600_000],
    ['%Y.%j %l:%M:%S %p', '2026.061 12:05:07 AM', AT - 9 * 3_600_000],
    ['%F %k:%M:%S', '2026-03-02  9:05:07', AT],
    ['100%% %s', '100% 1772442307', AT],
    ['%F %T', '2016-12-31 23:59:60', Date.UTC(2017, 0, 1)],
  ])('%s of %s', (pattern, text, ms) => {
    expect(timePatternOf(pattern)).toMatchObject({ instant: true });
    expect(createPatternReader(pattern).read(text)).toBe(ms);
  });

  it.each([
    ['%s', ''],
    ['%s', '-'],
    ['%s', '1772442307.1'],
    ['%s.%3f', '1772442307.25'],
    ['%F %T', '2026-03-02T09:05:07'],
    ['%F %T', '2026-02-30 09:05:07'],
    ['%F %T', '2026-13-02 09:05:07'],
    ['%F %T', '2026-03-02 24:05:07'],
    ['%F %T', '2026-03-02 09:60:07'],
    ['%Y.%j %T', '2026.366 09:05:07'],
    ['%D %r', '03/02/26 13:05:07 AM'],
    ['%d %b %Y %T', '02 Mrz 2026 09:05:07'],
    ['%F %T %Z', '2026-03-02 09:05:07 CET'],
  ])('%s: %j is none', (pattern, text) => {
    expect(createPatternReader(pattern).read(text)).toBeNaN();
  });

  it.each([
    ['%F', false, false],
    ['%T', false, false],
    ['%F %H:%M', false, false],
    ['%m-%d %T', false, false],
    ['%F %I:%M:%S', false, false],
    ['%F %T', true, false],
    ['%F %T %Z', true, false],
    ['%F %T%z', true, true],
    ['%s', true, true],
  ])('%s says an instant: %s, with its zone: %s', (pattern, instant, zoned) => {
    expect(timePatternOf(pattern)).toMatchObject({ instant, zoned });
  });

  it.each(['%Q', '%n', '%E', '%0f', '%s%A%B', '%+'])('%s is not known', (pattern) => {
    expect(timePatternOf(pattern)).toBeNull();
  });

  it('reads what Envoy prints by default where there is none', () => {
    expect(createPatternReader(null).read('2026-03-02T09:05:07.250Z')).toBe(AT + 250);
  });

  it('has a form that all its values have', () => {
    const times = fc.date({ min: new Date('2001-09-10'), max: new Date('2068-01-01'), noInvalidDate: true });
    const { form, read } = timePatternOf('%e %B %Y %H:%M:%S.%3f (%s)') ?? {};
    const months = ['January', 'February', 'March', 'April', 'May', 'June'].concat([
      'July',
      'August',
      'September',
      'October',
      'November',
      'December',
    ]);
    fc.assert(
      fc.property(times, (at) => {
        const [day, time] = at.toISOString().slice(8, -1).split('T');
        const month = months[at.getUTCMonth()];
        const epoch = Math.floor(at.getTime() / 1000);
        const text = `${String(Number(day)).padStart(2)} ${month} ${at.getUTCFullYear()} ${time} (${epoch})`;
        expect(read?.(text)).toBe(at.getTime());
        expect(text.length).toBeGreaterThanOrEqual(form?.least ?? Number.NaN);
        expect(text.length).toBeLessThanOrEqual(form?.most ?? Number.NaN);
        for (let byte = 0; byte < 256; byte++) {
          const count = text.split(String.fromCharCode(byte)).length - 1;
          expect([count, -1]).toContain(form?.counts[byte]);
          if (count > 0) expect(form?.counts[byte]).not.toBe(0);
        }
      }),
      { numRuns: 50 },
    );
  });
});
