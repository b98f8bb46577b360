import { describe, expect, it } from 'vitest';
import { matchesValue } from './value-pattern.ts';

describe('matchesValue', () => {
  it.each([
    ['S1 exact', '/a', '/a', true],
    ['S1 exact, case', '/a', '/A', false],
    ['S9 trailing slash counts', '/a', '/a/', false],
    ['S1 star alone', '*', '/a', true],
    ['S1 star alone is never empty', '*', '', false],
    ['S1 prefix', '/a*', '/ab', true],
    ['S1 prefix, itself', '/a*', '/a', true],
    ['S9 /a/* is not /a', '/a/*', '/a', false],
    ['S1 suffix', '*.html', '/x.html', true],
    ['S1 suffix, not inside', '*.html', '/x.html5', false],
    ['S1 two stars: suffix with a literal star', '*foo*', '/xfoo*', true],
    ['S1 two stars are no substring', '*foo*', '/xfoox', false],
    ['S1 inner star is a star', '/a/*/b', '/a/*/b', true],
    ['S1 inner star is no wildcard', '/a/*/b', '/a/x/b', false],
  ])('%s', (_, pattern, text, matches) => {
    expect(matchesValue(pattern, text)).toBe(matches);
  });
});
