import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childOf, isWord, nextCodes, rootOf, type WordNode, wordList } from './word-list.ts';

const words = fc.array(fc.stringMatching(/^[abc]{0,4}$/), { maxLength: 8 });

describe('wordList', () => {
  it('reads its words and no others', () => {
    fc.assert(
      fc.property(words, fc.stringMatching(/^[abc]{0,4}$/), (some, tried) => {
        const list = wordList(some);
        let node: WordNode | null = rootOf(list);
        for (const char of tried) node = childOf(list, node, char.charCodeAt(0));
        expect(isWord(list, node)).toBe(some.includes(tried));
        const longer = some.filter((word) => word.startsWith(tried) && word.length > tried.length);
        const next = new Set(longer.map((word) => word.charCodeAt(tried.length)));
        expect(nextCodes(list, node)).toEqual([...next].sort());
      }),
      { numRuns: 1000 },
    );
  });
});
