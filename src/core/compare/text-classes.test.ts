import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Atom, holdingKey, matchesText, type TextAtom } from './atom.ts';
import { compareWords } from './char-set.ts';
import { isIn } from './domain.ts';
import { pathDomain } from './path-domain.ts';
import { textClasses } from './text-classes.ts';
import { pathLanguage } from './value-language.ts';

const domain = pathDomain('BASE', false);

function atomOf(values: readonly string[], id: number): TextAtom {
  const languages = values.map(pathLanguage);
  return {
    kind: 'text',
    id,
    exact: new Set(languages.filter((language) => typeof language === 'string')),
    patterns: languages.filter((language) => typeof language !== 'string').flat(),
  };
}

function classesOf(lists: readonly (readonly string[])[], must: ReadonlySet<number> | null) {
  const atoms = lists.map(atomOf);
  const needed = must && new Set<Atom>(atoms.filter(({ id }) => must.has(id)));
  const budget = { left: 1_000_000 };
  return [...textClasses({ domains: [domain], usual: [], atoms, must: needed, budget })];
}

function shown(lists: string[][], must: number[] | null = null): string[] {
  return classesOf(lists, must && new Set(must)).map(
    ({ value, holding }) => `${value} ${holdingKey(holding)}`,
  );
}

describe('textClasses', () => {
  it.each<[string, string[][], string[]]>([
    ['nothing asked', [], ['/ ']],
    ['a literal', [['/a']], ['/ ', '/a 0']],
    ['a prefix', [['/a*']], ['/ ', '/a 0']],
    ['a prefix within a prefix', [['/a*'], ['/a/*']], ['/ ', '/a 0', '/a/ 0,1']],
    ['T2: a template needs a segment', [['/a/{*}'], ['/a/*']], ['/ ', '/a/ 1', '/a/a 0,1']],
    ['T2: characters that no template takes', [['/{*}'], ['/*']], ['/ 1', '/a 0,1']],
    ['a suffix', [['*b']], ['/ ', '/b 0']],
    ['two suffixes', [['*b'], ['*ab']], ['/ ', '/b 0', '/ab 0,1']],
    ['everything', [['*']], ['/ 0']],
    ['what can’t be', [['a'], ['/a/../b'], ['/a?b'], ['*é']], ['/ ']],
    ['the shortest word may be taken', [['/a*'], ['/a', '/b']], ['/ ', '/a 0,1', '/b 1', '/aa 0']],
  ])('%s', (_, lists, expected) => {
    expect(shown(lists)).toEqual(expected);
  });

  it('looks only where it must', () => {
    expect(shown([['/a*'], ['/ab', '/c'], ['/b/{**}']], [0])).toEqual(['/a 0', '/ab 0,1']);
    expect(shown([['/a*'], ['/ab', '/c'], ['/b/{**}']], [1])).toEqual(['/c 1', '/ab 0,1']);
  });

  it('finds every combination that a short word has, by the first such word', () => {
    const words = wordsOver('ab/', 5);
    const segment = fc.constantFrom('a', 'b', '{*}', 'ab');
    const template = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
    const value = fc.oneof(
      fc.stringMatching(/^\/[ab/]{0,3}\*?$/),
      fc.stringMatching(/^\*[ab/]{1,3}$/),
      template,
      template.map((one) => `${one}/{**}`),
    );
    const lists = fc.array(fc.array(value, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(lists, fc.boolean(), (some, all) => {
        const atoms = some.map(atomOf);
        const first = new Map<string, string>();
        for (const word of words) {
          const holding = new Set(atoms.filter((atom) => matchesText(atom, word)));
          const key = holdingKey(holding);
          if ((all || key.split(',').includes('0')) && !first.has(key)) first.set(key, word);
        }
        const found = new Map(
          classesOf(some, all ? null : new Set([0])).map((one) => [holdingKey(one.holding), one.value]),
        );
        for (const [key, word] of first)
          expect(compareWords(found.get(key) ?? `${word}a`, word)).toBeLessThanOrEqual(0);
        for (const [key, word] of found) {
          expect(isIn(domain, word)).toBe(true);
          expect(holdingKey(new Set(atoms.filter((atom) => matchesText(atom, word))))).toBe(key);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Paths over some characters, up to a length, in the order of words. */
function wordsOver(characters: string, longest: number): string[] {
  let words = ['/'];
  const all = [...words];
  for (let length = 1; length < longest; length++) {
    words = words.flatMap((word) => [...characters].map((char) => word + char));
    all.push(...words);
  }
  return all;
}
