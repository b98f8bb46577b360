import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containsPath, matchesPath } from './path-pattern.ts';

describe('matchesPath', () => {
  it.each([
    ['T2 one segment', '/users/{*}', '/users/17', true],
    ['T2 never empty', '/users/{*}', '/users/', false],
    ['T2 never across a slash', '/users/{*}', '/users/1/2', false],
    ['T2 brackets', '/users/{*}', '/users/[1]', false],
    ['T2 escapes and stars', '/users/{*}', '/users/%5B*=', true],
    ['S9 case', '/users/{*}', '/Users/1', false],
    ['T3 {**} after a slash', '/allow/admin/{**}', '/allow/admin/', true],
    ['T3 {**} deep', '/allow/admin/{**}', '/allow/admin/a/b.txt', true],
    ['T3 {**} needs its slash', '/allow/admin/{**}', '/allow/admin', false],
    ['T3 {**} inside, empty', '/store/{**}/cart', '/store//cart', true],
    ['T3 {**} inside, deep', '/store/{**}/cart', '/store/a/b/cart', true],
    ['T3 {**} inside, missing', '/store/{**}/cart', '/store/cart', false],
    ['T3 {*} is not empty beside {**}', '/foo/{*}/bar/{**}', '/foo//bar/x', false],
    ['T3 both', '/foo/{*}/bar/{**}', '/foo/1/bar/x/y', true],
    ['T4 slash after {**}', '/foo/{**}/', '/foo/bar/baz.txt', false],
    ['T4 slash after {**}, there', '/foo/{**}/', '/foo/bar/', true],
    ['T5 an operator is a whole segment', '/x/{*}.txt', '/x/a.txt', false],
    ['S1 without operators', '/a*', '/ab', true],
  ])('%s', (_, pattern, path, matches) => {
    expect(matchesPath(pattern, path)).toBe(matches);
  });
});

describe('containsPath', () => {
  it.each([
    ['a template itself', '/a/{*}', '/a/{*}', true],
    ['more operators', '/{*}/{*}', '/a/{*}', true],
    ['fewer operators', '/a/{*}', '/{*}/{*}', false],
    ['a literal', '/a/{*}', '/a/b', true],
    ['a literal never contains a template', '/a/b', '/a/{*}', false],
    ['many over one', '/a/{**}', '/a/{*}/{*}', true],
    ['one over many', '/a/{*}', '/a/{**}', false],
    ['many over many', '/{**}', '/a/{**}', true],
    ['many over many, with an end', '/a/{**}/z', '/a/b/{**}/z', true],
    ['many over many, other end', '/a/{**}/z', '/a/{**}', false],
    ['T2 a literal segment outside the set', '/{*}/{*}', '/[a]/{*}', false],
    ['any', '*', '/a/{*}', true],
    ['prefix within the literal head', '/a/*', '/a/b/{*}', true],
    ['prefix up to the operator', '/a/*', '/a/{*}', true],
    ['prefix beyond the operator', '/a/b*', '/a/{*}', false],
    ['suffix within the literal tail', '*/z', '/a/{*}/z', true],
    ['suffix beyond the operator', '*b/z', '/a/{*}/z', false],
  ])('%s', (_, pattern, path, contains) => {
    expect(containsPath(pattern, path)).toBe(contains);
  });

  const segment = fc.constantFrom('a', 'b', '{*}');
  const template = fc.tuple(
    fc.array(segment, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '/{**}', '/{**}/a'),
  );
  const text = template.map(([segments, end]) => `/${segments.join('/')}${end}`);
  const word = fc.constantFrom('a', 'b', 'c');
  const anyPattern = fc.oneof(text, fc.constantFrom('/a', '/a/*', '/a*', '*a', '*/a', '*', '/a/b*'));

  it('never says yes where a path of the inner template is not matched', () => {
    const deep = fc.array(fc.oneof(word, fc.constant('')), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(
        anyPattern,
        text,
        fc.array(word, { minLength: 8, maxLength: 8 }),
        deep,
        (outer, inner, words, many) => {
          let next = 0;
          const path = inner.replaceAll('{**}', many.join('/')).replaceAll('{*}', () => words[next++]!);
          fc.pre(matchesPath(inner, path));
          expect(!containsPath(outer, inner) || matchesPath(outer, path)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('says yes to itself', () => {
    fc.assert(fc.property(text, (one) => containsPath(one, one)));
  });
});
