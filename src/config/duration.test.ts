import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

it.each([
  ['10s', 10_000],
  ['250ms', 250],
  ['1.5h', 5_400_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
  ['0s', 0],
])('reads %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(['10', '', 's', '-1s', '1 s', '1S', '1y', '1e3s', '1h30m', ' 1s', '.5s', '99999999999999999d'])(
  'refuses %j',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

it('reads back what it writes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 * 86_400_000 }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});

it.each([
  [86_400_000, '1d'],
  [90_000, '90s'],
  [604_800_000, '7d'],
  [1500, '1500ms'],
  [0, '0ms'],
])('writes %d as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
