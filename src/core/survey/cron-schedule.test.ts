import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DAY, HOUR } from '../model/scaled-time.ts';
import { longestWait } from './cron-schedule.ts';

it.each([
  ['* * * * *', 60_000],
  ['*/15 * * * *', 15 * 60_000],
  ['0,50 * * * *', 50 * 60_000],
  ['0 3 * * *', DAY],
  ['@daily', DAY],
  ['@hourly', HOUR],
  ['0 9-17 * * *', 16 * HOUR],
  ['0 9-17/4 * * *', 16 * HOUR],
  ['0 20/2 * * *', 22 * HOUR],
  ['0 3 * * 1', 7 * DAY],
  ['0 3 * * sun', 7 * DAY],
  ['0 3 * * 7', 7 * DAY],
  ['0 3 * * MON-FRI', 3 * DAY],
  ['0 3 1 * *', 31 * DAY],
  ['0 3 31 * *', 61 * DAY],
  ['@monthly', 31 * DAY],
  ['0 0 1 */3 *', 92 * DAY],
  ['0 0 1 jan,jul ?', 184 * DAY],
  ['@yearly', 366 * DAY],
  ['0 0 29 2 *', 1461 * DAY],
  ['0 0 1 * 1', 7 * DAY],
  ['CRON_TZ=Europe/Berlin 0 3 * * *', DAY],
] as const)('%s waits %d ms at the most', (schedule, expected) => {
  expect(longestWait(schedule)).toBe(expected);
});

it.each([
  '',
  '0 3 * *',
  '0 3 * * * *',
  'x 3 * * *',
  '0 24 * * *',
  '0 3 31 2 *',
  '@every 1h',
  '5-1 * * * *',
  '*/0 * * * *',
])('“%s” can’t be told', (schedule) => {
  expect(longestWait(schedule)).toBeNull();
});

it('never promises a run sooner than the minutes of the clock show', () => {
  const some = (highest: number) =>
    fc.oneof(
      fc.constant('*'),
      fc
        .uniqueArray(fc.integer({ min: 0, max: highest }), { minLength: 1, maxLength: 3 })
        .map((all) => all.join()),
    );
  fc.assert(
    fc.property(some(59), some(23), some(6), (minutes, hours, weekdays) => {
      const wait = longestWait(`${minutes} ${hours} * * ${weekdays}`);
      const has = (field: string, value: number) => field === '*' || field.split(',').includes(String(value));
      const start = Date.UTC(2026, 0, 4);
      let before: number | null = null;
      let longest = 0;
      for (let time = start; time < start + 15 * DAY; time += 60_000) {
        const at = new Date(time);
        const runs =
          has(minutes, at.getUTCMinutes()) && has(hours, at.getUTCHours()) && has(weekdays, at.getUTCDay());
        if (!runs) continue;
        if (before !== null) longest = Math.max(longest, time - before);
        before = time;
      }
      expect(wait).toBe(longest);
    }),
    { numRuns: 30 },
  );
});
