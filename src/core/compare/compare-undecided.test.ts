import { describe, expect, it } from 'vitest';
import {
  allow,
  ask,
  type Case,
  deny,
  from,
  paths,
  shown,
  sidecar,
  to,
  when,
} from '../../../test/support/compare-cases.ts';
import type { Source } from '../model/policy.ts';
import { comparePolicies } from './compare-policies.ts';

describe('what comparePolicies can’t know', () => {
  const token: Source = { requestPrincipals: ['*'] };

  it.each<[string, Case[1], Case[2], string[], string[]]>([
    [
      'S13: a token',
      [allow(from(token))],
      [allow()],
      [],
      [
        'allowed by shop/allow rule 0 before and denied as no rule allowed it now, depending on requestPrincipals: what a token says isn’t known',
      ],
    ],
    [
      'S13: without one it’s another',
      [allow(from(token))],
      [allow({})],
      ['newly-allowed:  (none, allow 0)', 'newly-allowed: tcp (none, allow 0)'],
      [],
    ],
    [
      'S13: nots hold without one',
      [allow({})],
      [allow({}), deny(from({ notRequestPrincipals: ['*'] }))],
      ['newly-denied:  (allow 0, deny 0)', 'newly-denied: tcp (allow 0, deny 0)'],
      [],
    ],
    [
      'S13: what differs without one too, is no question of it',
      [
        allow(
          { ...from({ principals: ['td1/ns/shop/sa/web'] }), ...to({ ports: ['80'] }) },
          when('request.headers[x-a]', ['a']),
          {
            ...from({ principals: ['*/sa/web'], notRequestPrincipals: ['*'] }),
            ...to({ notHosts: ['cart'], ports: ['90'] }, { ports: ['80', '90'] }),
            ...when('request.headers[x-a]', ['b'], ['a,b']),
          },
        ),
      ],
      [allow({ ...from({ notNamespaces: ['shop'] }), ...when('request.auth.claims[group]', [], ['a']) })],
      [
        'newly-denied: 80 td1/ns/shop/sa/web (allow 0, none)',
        'newly-denied: tcp 80 td1/ns/shop/sa/web (allow 0, none)',
        'newly-denied: cluster.local/ns/shop/sa/a x-a: a (allow 1, none)',
        'newly-denied: 80 cluster.local/ns/shop/sa/web x-a: b (allow 2, none)',
        'newly-allowed:  (none, allow 0)',
      ],
      [],
    ],
    [
      'S13: the same on both sides',
      [allow(from(token)), deny(paths('/a'))],
      [allow(from(token)), deny(to({ paths: ['/a'] }))],
      [],
      [],
    ],
    [
      'B8: metadata',
      [allow(when('experimental.envoy.filters.a.b[c]', ['d']))],
      [allow()],
      [],
      [
        'allowed by shop/allow rule 0 before and denied as no rule allowed it now, depending on metadata of another filter, which isn’t known',
      ],
    ],
    [
      'V1: CUSTOM on one side',
      [],
      [ask('opa', paths('/a'))],
      [],
      ['shop/ask rule 0 asks opa only now: what it answers isn’t known'],
    ],
    ['V1: CUSTOM on both', [ask('opa', paths('/a'))], [ask('opa', paths('/a'))], [], []],
    [
      'V1: the same service by other rules',
      [ask('opa', paths('/a', '/b'))],
      [ask('opa', paths('/b'), paths('/a'))],
      [],
      [],
    ],
    [
      'V1: another service',
      [ask('opa', {})],
      [ask('iam', {})],
      [],
      [
        'shop/ask rule 0 asks iam only now: what it answers isn’t known',
        'shop/ask rule 0 asks opa only before: what it answers isn’t known',
      ],
    ],
    [
      'V1: asked, but denied anyway',
      [deny(paths('/a'))],
      [deny(paths('/a')), ask('opa', paths('/a'))],
      [],
      [],
    ],
    [
      'V1: allowed, if the service allows',
      [ask('opa', {})],
      [ask('opa', {}), deny({})],
      [],
      [
        'allowed as no ALLOW policy applied before and denied by shop/deny rule 0 now, depending on what a CUSTOM rule’s service answers, which isn’t known',
      ],
    ],
  ])('%s', (_, before, after, differences, undecided) => {
    const found = comparePolicies(before, after, sidecar);
    expect(found.differences.map(shown)).toEqual(differences);
    expect(found.undecided).toEqual(undecided.map((text) => text.replaceAll('’', "'")));
  });

  it('says so when the bound is hit', () => {
    const sets = [[allow(paths('/a'), paths('/b'))], [allow(paths('/c'))]] as const;
    const { differences, undecided } = comparePolicies(...sets, sidecar, 2);
    expect(differences).toEqual([]);
    expect(undecided).toEqual(['stopped after 2 steps: 3 changed rules may make more differences']);
  });
});
