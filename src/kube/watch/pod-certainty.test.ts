import { expect, it } from 'vitest';
import { createPodCertainty, type PodCertainty } from './pod-certainty.ts';

const ALLOWANCE = 100;

function listedAt(version: number, at: number): PodCertainty {
  const certainty = createPodCertainty(ALLOWANCE);
  certainty.listed(`${version}`, at);
  return certainty;
}

it('nothing is certain before a listing', () => {
  const certainty = createPodCertainty(ALLOWANCE);
  expect(certainty.until()).toBe(Number.NEGATIVE_INFINITY);
  certainty.reached('5');
  expect(certainty.until()).toBe(Number.NEGATIVE_INFINITY);
});

it('a listing is of no earlier state than when it was asked for', () => {
  expect(listedAt(10, 1_000).until()).toBe(900);
});

it('an answer counts once the watch has got so far', () => {
  const certainty = listedAt(10, 1_000);
  expect(certainty.answered('20', certainty.question(2_000))).toBe(true);
  expect(certainty.until()).toBe(900);
  certainty.reached('19');
  expect(certainty.until()).toBe(900);
  certainty.reached('20');
  expect(certainty.until()).toBe(1_900);
});

it('events and bookmarks without a question prove nothing', () => {
  const certainty = listedAt(10, 1_000);
  certainty.reached('5000');
  expect(certainty.until()).toBe(900);
});

it('where nothing has happened since, the answer is enough', () => {
  const certainty = listedAt(10, 1_000);
  certainty.answered('10', certainty.question(2_000));
  expect(certainty.until()).toBe(1_900);
});

it('the latest question that is reached counts', () => {
  const certainty = listedAt(10, 1_000);
  for (const [version, at] of [
    [20, 2_000],
    [30, 3_000],
    [40, 4_000],
  ] as const)
    certainty.answered(`${version}`, certainty.question(at));
  certainty.reached('35');
  expect(certainty.until()).toBe(2_900);
  certainty.reached('100');
  expect(certainty.until()).toBe(3_900);
});

it('never goes back, by whatever order answers come in', () => {
  const certainty = listedAt(10, 1_000);
  const early = certainty.question(2_000);
  const late = certainty.question(3_000);
  certainty.answered('10', late);
  certainty.answered('10', early);
  expect(certainty.until()).toBe(2_900);
  certainty.listed('10', 1_500);
  expect(certainty.until()).toBe(2_900);
});

it('many questions that nothing reaches do not pile up, and the last counts', () => {
  const certainty = listedAt(10, 0);
  for (let n = 1; n <= 1_000; n += 1) certainty.answered(`${10 + n}`, certainty.question(n * 1_000));
  certainty.reached('1010');
  expect(certainty.until()).toBe(1_000_000 - ALLOWANCE);
});

it('an answer older than what had come is of another history', () => {
  const certainty = listedAt(10, 1_000);
  const question = certainty.question(2_000);
  certainty.reached('50');
  // Asked before 50 came.
  expect(certainty.answered('30', question)).toBe(true);
  expect(certainty.answered('30', certainty.question(3_000))).toBe(false);
  expect(certainty.until()).toBe(1_900);
  certainty.listed('30', 4_000);
  expect(certainty.answered('31', certainty.question(5_000))).toBe(true);
});
