import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizePath } from '../evaluate/normalize-path.ts';
import type { PathNormalization } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { lintPolicy } from './lint-policy.ts';

const MODES: readonly PathNormalization[] = ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'];

function neverMatches(path: string, pathNormalization: PathNormalization): boolean {
  const policy: AuthorizationPolicy = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'p', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'a' } }, rules: [{ to: [{ operation: { paths: [path] } }] }] },
  };
  const found = lintPolicy(policy, { mesh: { pathNormalization } }).map(({ id }) => id);
  return found.some(
    (id) => id === 'path-never-normal' || id === 'query-in-path' || id === 'path-without-slash',
  );
}

const part = fc.constantFrom(
  '/',
  '/',
  'a',
  '.',
  '..',
  '%41',
  '%2e',
  '%2F',
  '%5c',
  '%25',
  '%00',
  '\\',
  '~',
  '-',
  '=',
  '"',
  '<',
  '^',
  '|',
  '[',
  '?',
  '#',
  ':',
  '%',
  '%2',
  ';',
);

describe('N1, N4, S9: an exact path never matches iff no request has it once it is normalised', () => {
  it.each(MODES)('%s', (mode) => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const path = `/${parts.join('')}`;
        // What normalisation leaves alone is what a request for it would be judged by.
        const stays = normalizePath(path, mode)?.path === path;
        return neverMatches(path, mode) === !stays;
      }),
      { numRuns: 3000 },
    );
  });

  it('says nothing of a prefix that may go on', () => {
    expect(
      ['/a/.*', '/a/..*', '/a/%4*', '*/..a', '/%2*'].filter((path) => neverMatches(path, 'BASE')),
    ).toEqual([]);
    expect(['/a/../*', '/a/./b*', '*/..', '*%41'].filter((path) => !neverMatches(path, 'BASE'))).toEqual([]);
  });
});
