import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TwinMemory } from './twin-memory.ts';

type Entry = readonly [node: string, streamId: string, logger: 'http' | 'tcp'];

function counted(entries: readonly Entry[]): number {
  const memory = new TwinMemory();
  return entries.filter((entry) => !memory.isTwin(...entry)).length;
}

describe('TwinMemory', () => {
  it.each<[string, readonly Entry[], number]>([
    [
      'one of each kind',
      [
        ['n', 'a', 'http'],
        ['n', 'a', 'tcp'],
      ],
      1,
    ],
    [
      'the other way round',
      [
        ['n', 'a', 'tcp'],
        ['n', 'a', 'http'],
      ],
      1,
    ],
    [
      'of two nodes',
      [
        ['n', 'a', 'http'],
        ['m', 'a', 'tcp'],
      ],
      2,
    ],
    [
      'of two connections',
      [
        ['n', 'a', 'http'],
        ['n', 'b', 'tcp'],
      ],
      2,
    ],
    [
      'of one logger only',
      [
        ['n', 'a', 'tcp'],
        ['n', 'a', 'tcp'],
      ],
      2,
    ],
  ])('counts %s', (_, entries, count) => {
    expect(counted(entries)).toBe(count);
  });

  it('counts the same in every order: of each connection as many as its busier logger reported', () => {
    const entry = fc.tuple(
      fc.constantFrom('n', 'm'),
      fc.constantFrom('a', 'b'),
      fc.constantFrom('http', 'tcp'),
    );
    const shuffled = fc
      .array(entry, { maxLength: 12 })
      .chain((entries) =>
        fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
      );
    fc.assert(
      fc.property(shuffled, ([entries, otherOrder]) => {
        expect(counted(otherOrder as Entry[])).toBe(counted(entries as Entry[]));
      }),
    );
  });

  it('forgets the oldest connection of a node past its bound', () => {
    const memory = new TwinMemory({ perNode: 2, total: 100 });
    for (const id of ['a', 'b', 'c']) memory.isTwin('n', id, 'http');
    expect([memory.isTwin('n', 'a', 'tcp'), memory.isTwin('n', 'c', 'tcp')]).toEqual([false, true]);
  });

  it('forgets the node that was quiet longest past the bound of all', () => {
    const memory = new TwinMemory({ perNode: 10, total: 3 });
    for (const node of ['quiet', 'busy', 'busy', 'busy']) memory.isTwin(node, String(memory.size), 'http');
    expect(memory.size).toBe(3);
    expect([memory.isTwin('busy', '3', 'tcp'), memory.isTwin('quiet', '0', 'tcp')]).toEqual([true, false]);
  });

  it('stays small however many connections come', () => {
    const memory = new TwinMemory({ perNode: 8, total: 64 });
    for (let i = 0; i < 10_000; i++) memory.isTwin(`node-${i % 100}`, `c${i}`, 'tcp');
    expect(memory.size).toBeLessThanOrEqual(64);
  });
});
