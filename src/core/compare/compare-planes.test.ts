import { describe, expect, it } from 'vitest';
import {
  allow,
  type Case,
  deny,
  from,
  paths,
  shown,
  sidecar,
  to,
  web,
  ztunnel,
} from '../../../test/support/compare-cases.ts';
import { comparePolicies } from './compare-policies.ts';

describe('comparePolicies', () => {
  it.each<Case>([
    ['Z1: an HTTP field drops the rule', [allow(paths('/a'))], [allow()], []],
    ['Z2: in DENY it never matches', [], [deny(paths('/a'))], []],
    [
      'Z2: beside a port it is forgotten',
      [],
      [deny(to({ paths: ['/a'], ports: ['80'] }))],
      ['newly-denied: tcp 80 (none, deny null)'],
    ],
    [
      'Z4: cluster.local is no pointer',
      [allow(from({ principals: [web] }))],
      [allow(from({ principals: ['td1/ns/shop/sa/web'] }))],
      [
        'newly-denied: tcp cluster.local/ns/shop/sa/web (allow null, none)',
        'newly-allowed: tcp td1/ns/shop/sa/web (none, allow null)',
      ],
    ],
    [
      'V10: without identity',
      [],
      [deny(from({ notNamespaces: ['shop'] }))],
      ['newly-denied: tcp (none, deny null)'],
    ],
    [
      'the smallest of a policy’s rules',
      [],
      [deny(to({ ports: ['80'] }), to({ ports: ['8080'] }))],
      ['newly-denied: tcp (none, deny null)'],
    ],
  ])('on ztunnel, %s', (_, before, after, expected) => {
    const { differences, undecided } = comparePolicies(before, after, ztunnel);
    expect(differences.map(shown)).toEqual(expected);
    expect(undecided).toEqual([]);
  });

  it.each<[string, string, string[], Case[1], Case[2], string[]]>([
    [
      'D1: an alias',
      'td1',
      ['td2'],
      [allow(from({ principals: ['td1/ns/a/sa/b'] }))],
      [allow(from({ principals: ['td2/ns/a/sa/b'] }))],
      [],
    ],
    [
      'D2: the pointer',
      'td1',
      [],
      [allow(from({ principals: ['td1/ns/a/sa/b'] }))],
      [allow(from({ principals: ['cluster.local/ns/a/sa/b'] }))],
      [],
    ],
    [
      'S6: an alias',
      'td1',
      ['td2'],
      [allow(from({ trustDomains: ['td1'] }))],
      [allow(from({ trustDomains: ['td2'] }))],
      [],
    ],
    [
      'D3: four parts',
      'td1',
      [],
      [allow(from({ principals: ['cluster.local/ns/a/*'] }))],
      [allow(from({ principals: ['td1/ns/a/*'] }))],
      [
        'newly-denied: cluster.local/ns/a/sa/a (allow 0, none)',
        'newly-allowed: td1/ns/a/sa/a (none, allow 0)',
      ],
    ],
  ])('%s', (_, trustDomain, aliases, before, after, expected) => {
    const point = { ...sidecar, mesh: { ...sidecar.mesh, trustDomain, aliases } };
    expect(comparePolicies(before, after, point).differences.map(shown)).toEqual(expected);
  });
});
