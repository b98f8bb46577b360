import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalizePath } from '../evaluate/normalize-path.ts';
import { matchesPath } from '../evaluate/path-pattern.ts';
import type { PathNormalization } from '../model/enforcement-point.ts';
import { pathClasses } from './path-classes.ts';

const mode = fc.constantFrom<PathNormalization>('NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES');
const piece = fc.constantFrom(
  'a',
  'b',
  'ab',
  '17',
  '.',
  '..',
  '',
  '%2e',
  '%2F',
  '%00',
  '%41',
  '{',
  '\\',
  'é',
  '*',
  'a.b',
);
const path = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => `/${pieces.join('/')}`);
const pattern = fc.oneof(
  path,
  path.map((one) => `${one}*`),
  path.map((one) => `*${one}`),
  fc.constantFrom('*', '/{*}', '/a/{*}', '/{*}/b', '/a/{**}', '/{**}/b', '/%7B'),
);

it('S9, T2, N1: paths of one class match the same patterns', () => {
  fc.assert(
    fc.property(
      fc.array(pattern, { maxLength: 6 }),
      mode,
      fc.array(path, { minLength: 2, maxLength: 12 }),
      (patterns, normalization, paths) => {
        const classOf = pathClasses(patterns, normalization);
        const matched = (one: string) => {
          const normal = normalizePath(one, normalization);
          return normal === null
            ? 'refused'
            : patterns.filter((each) => matchesPath(each, normal.path)).join('\n');
        };
        const byClass = new Map<string, string>();
        for (const one of paths) {
          const known = byClass.get(classOf(one));
          expect(known ?? matched(one)).toBe(matched(one));
          byClass.set(classOf(one), matched(one));
        }
      },
    ),
    { numRuns: 3000 },
  );
});

it('has few classes for many ids', () => {
  const classOf = pathClasses(['/users/{*}', '/users/me', '/carts*'], 'BASE');
  const paths = Array.from({ length: 1000 }, (_, i) => `/users/${i}?x=${i}`);

  expect(new Set(paths.map(classOf)).size).toBe(1);
  expect(new Set(['/users/me', '/users/1', '/carts', '/carts/1', '/x'].map(classOf)).size).toBe(4);
});
