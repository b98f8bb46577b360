import { expect, it } from 'vitest';
import { createBackoff } from './backoff.ts';
import { SYSTEM_TIMING } from './timing.ts';

it.each([
  [0, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]],
  [0.5, [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]],
  [1, [750, 1_500, 3_000, 6_000, 12_000, 15_000, 15_000]],
])('doubles up to its most, spread by chance (%d)', (chance, expected) => {
  const backoff = createBackoff({ first: 500, most: 10_000 }, { ...SYSTEM_TIMING, random: () => chance });
  expect(expected.map(() => backoff.next())).toEqual(expected);
  backoff.reset();
  expect(backoff.next()).toBe(expected[0]);
});

it('stays at its most for ever', () => {
  const backoff = createBackoff({ first: 500, most: 10_000 }, { ...SYSTEM_TIMING, random: () => 0.5 });
  for (let n = 0; n < 5_000; n += 1) backoff.next();
  expect(backoff.next()).toBe(10_000);
});
