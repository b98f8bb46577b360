import { describe, expect, it } from 'vitest';
import { counted, listed } from './listed.ts';

describe('lists in sentences', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a or b'],
    [['a', 'b', 'c', 'd'], 'a, b, c or d'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b, c or 2 more'],
    [Array.from({ length: 1000 }, (_, i) => `v${i}`), 'v0, v1, v2 or 997 more'],
  ])('of %j', (values, words) => {
    expect(listed(values)).toBe(words);
  });

  it.each([
    [1, 'rule', '1 rule'],
    [2, 'rule', '2 rules'],
    [3, 'ALLOW policy', '3 ALLOW policies'],
  ])('%i %s', (count, noun, words) => {
    expect(counted(count, noun)).toBe(words);
  });
});
