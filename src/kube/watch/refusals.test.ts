import { expect, it } from 'vitest';
import { createRefusals } from './refusals.ts';

it('believes what is repeated long enough, with nothing else in between', () => {
  const refusals = createRefusals(1_000);
  expect(refusals.refused('forbidden', 0)).toBe(false);
  expect(refusals.refused('forbidden', 999)).toBe(false);
  expect(refusals.refused('forbidden', 1_000)).toBe(true);
  refusals.given();
  expect(refusals.refused('forbidden', 5_000)).toBe(false);
  expect(refusals.refused('absent', 9_000)).toBe(false);
  expect(refusals.refused('forbidden', 9_500)).toBe(false);
  expect(refusals.refused('forbidden', 10_500)).toBe(true);
});

it('is no answer before it is repeated', () => {
  const refusals = createRefusals(1_000);
  refusals.refused('absent', 0);
  expect(refusals.count()).toBe(1);
  refusals.refused('absent', 1);
  expect(refusals.count()).toBe(2);
});
