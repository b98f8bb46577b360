import { expect, it } from 'vitest';
import { PrefixMemory } from './prefix-memory.ts';

it('names a text the same way again, and another differently', () => {
  const memory = new PrefixMemory();
  const [a, b] = [memory.nameOf('a'), memory.nameOf('b')];
  expect(memory.nameOf('a')).toBe(a);
  expect(b).not.toBe(a);
});

it('never gives a name twice, though it forgets past its bound', () => {
  const memory = new PrefixMemory(100);
  const names = Array.from({ length: 500 }, (_, i) => memory.nameOf(`${i}`.padStart(40)));
  expect(new Set(names).size).toBe(500);
  expect(memory.nameOf('499'.padStart(40))).toBe(names[499]);
  expect(memory.nameOf('0'.padStart(40))).not.toBe(names[0]);
});
