import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesTemplate } from '../aggregate/path-language.ts';
import { matchesPath } from '../evaluate/path-pattern.ts';
import { pathPatterns, templateMembers } from './template-members.ts';

const ANY = 'leastpath-any';

describe('templateMembers', () => {
  it.each<[string, string, string, string | null]>([
    ['an exact path of it', '/users/{*}', '/users/17', '/users/17'],
    ['an exact path that is none of it', '/users/{*}', '/users/17/x', null],
    ['S9 a prefix', '/users/{*}/cart', '/users/a*', `/users/a${ANY}/cart`],
    ['a prefix up to the operator', '/users/{*}', '/users/*', null],
    ['a prefix beyond it', '/users/{*}/cart', '/users/17/c*', '/users/17/cart'],
    ['a prefix elsewhere', '/users/{*}', '/carts*', null],
    ['S1 a suffix', '/users/{*}', '*7', `/users/${ANY}7`],
    ['a suffix beyond the operator', '/{*}/cart', '*7/cart', `/${ANY}7/cart`],
    ['a suffix elsewhere', '/users/{*}/cart', '*/users', null],
    ['T2 a template', '/users/{*}/{*}', '/{*}/17/{*}', `/users/17/${ANY}`],
    ['T2 a template of another length', '/users/{*}', '/users/{*}/{*}', null],
    ['T3 {**}', '/users/{*}/{*}', '/users/me/{**}', `/users/me/${ANY}`],
    ['T3 {**} inside', '/a/{*}/{*}/z', '/a/{**}/y/z', `/a/${ANY}/y/z`],
    ['S1 any', '/users/{*}', '*', null],
  ])('finds what %s has in common with the template', (_, template, pattern, member) => {
    const general = template.replaceAll('{*}', ANY);
    expect(templateMembers(template, [pattern])).toEqual(member === null ? [general] : [general, member]);
  });

  const segment = fc.constantFrom('a', 'b', '{*}', 'ab');
  const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`);
  const plain = path.map((one) => one.replaceAll('{*}', 'a'));
  const pattern = fc.oneof(
    path,
    plain,
    plain.map((one) => `${one}*`),
    plain.map((one) => `*${one}`),
    plain.map((one) => `${one}/{**}`),
    fc.constantFrom('*', '/*', '*a', '*/b'),
  );

  it('gives paths of the template only, and for each pattern that has one in common one that it matches', () => {
    fc.assert(
      fc.property(
        path.filter((one) => one.includes('{*}')),
        pattern,
        (template, one) => {
          const members = templateMembers(template, [one]);
          expect(members.filter((member) => !matchesTemplate(template, member))).toEqual([]);
          const inCommon = pathsOf(template).some((each) => matchesPath(one, each));
          expect(!inCommon || members.some((member) => matchesPath(one, member))).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** All paths of a template over a few words. */
function pathsOf(template: string): string[] {
  if (!template.includes('{*}')) return [template];
  return ['a', 'b', 'ab', 'abc'].flatMap((word) => pathsOf(template.replace('{*}', word)));
}

it('collects what policies compare paths with, once', () => {
  const rules = [
    { to: [{ operation: { paths: ['/a', '/b'] } }, { operation: { notPaths: ['/c'] } }] },
    { to: [{ operation: { paths: ['/a'], methods: ['GET'] } }] },
    {},
  ];
  const policy = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'p', namespace: 'shop' },
  } as const;

  expect(
    pathPatterns([
      { ...policy, spec: { rules } },
      { ...policy, spec: {} },
    ]),
  ).toEqual(['/a', '/b', '/c']);
});
