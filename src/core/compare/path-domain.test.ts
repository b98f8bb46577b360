import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizePath } from '../evaluate/normalize-path.ts';
import type { PathNormalization } from '../model/enforcement-point.ts';
import { isIn } from './domain.ts';
import { pathDomain } from './path-domain.ts';

const MODES: PathNormalization[] = ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'];

describe('pathDomain', () => {
  it.each<[string, PathNormalization, boolean]>([
    ['/', 'BASE', true],
    ['', 'BASE', false],
    ['a', 'BASE', false],
    ['/a//b', 'BASE', true],
    ['/a//b', 'MERGE_SLASHES', false],
    ['//', 'MERGE_SLASHES', true],
    ['//a', 'MERGE_SLASHES', false],
    ['/a/.', 'BASE', false],
    ['/a/./b', 'BASE', false],
    ['/a/.b', 'BASE', true],
    ['/a/...', 'BASE', true],
    ['/a/../b', 'NONE', true],
    ['/a%41', 'BASE', false],
    ['/a%2f', 'BASE', true],
    ['/a%2f', 'DECODE_AND_MERGE_SLASHES', false],
    ['/a%00', 'BASE', false],
    ['/a%', 'BASE', true],
    ['/a%zz%%2', 'BASE', true],
    ['/{a}', 'BASE', false],
    ['/{a}', 'NONE', true],
    ['/a?b', 'BASE', false],
    ['/a#b', 'NONE', false],
  ])('N1: %s with %s: %s', (path, mode, is) => {
    expect(isIn(pathDomain(mode, false), path)).toBe(is);
  });

  it.each(MODES)('N1: with %s it has what normalisation leaves as it is', (mode) => {
    const piece = fc.oneof(
      fc.constantFrom(
        '/',
        '//',
        '.',
        '..',
        '%2f',
        '%2E',
        '%41',
        '%5C',
        '%00',
        '%7e',
        '%7F',
        '%',
        'a',
        '\\',
        '^',
        '[',
      ),
      fc.stringMatching(/^[!-~]$/),
      fc.stringMatching(/^%[0-9a-fA-F]{2}$/),
    );
    let left = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const path = `/${pieces.join('')}`;
        fc.pre(!/[?#]/.test(path));
        const stays = normalizePath(path, mode)?.path === path;
        if (stays) left++;
        expect(isIn(pathDomain(mode, false), path)).toBe(stays);
      }),
      { numRuns: 3000 },
    );
    expect(left).toBeGreaterThan(100);
  });

  it('S10: has a query only where one is asked for, behind a whole path', () => {
    const domain = pathDomain('BASE', true);
    expect(['/a?', '/a?b=/../%41', '/a?b?c', '/a'].filter((path) => isIn(domain, path))).toHaveLength(4);
    expect(['/a/..?b', '?b', '/a?b#c'].filter((path) => isIn(domain, path))).toEqual([]);
  });
});
