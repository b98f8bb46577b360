import { expect, it } from 'vitest';
import type { Denial } from '../core/model/denial.ts';
import { DenialMemory } from './denial-memory.ts';

const denial = (filter: string): Denial => {
  return { policy: null, rule: null, filter, dryRun: false, admittedBy: null };
};

it('takes a text apart once, and also remembers that it denies nothing', () => {
  const memory = new DenialMemory();
  const asked: string[] = [];
  const of = (text: string, made: Denial | null) =>
    memory.of(text, () => {
      asked.push(text);
      return made;
    });

  expect(of('a', denial('a'))?.denial).toEqual(denial('a'));
  expect(of('a', denial('other'))?.denial).toEqual(denial('a'));
  expect([of('b', null), of('b', denial('b'))]).toEqual([null, null]);
  expect(asked).toEqual(['a', 'b']);
  expect(of('c', denial('c'))?.key).not.toBe(of('a', null)?.key);
});

it('is bounded in texts and in their length, and right all the same', () => {
  const memory = new DenialMemory(2);
  const long = 'x'.repeat(5000);
  let asked = 0;
  const make = (text: string) => {
    asked++;
    return denial(text.slice(0, 9));
  };
  const of = (text: string) => memory.of(text, () => make(text))?.denial.filter;

  for (const text of ['a', 'b', 'c', 'a', 'a', long, long]) expect(of(text)).toBe(text.slice(0, 9));
  expect(asked).toBe(6);
});
