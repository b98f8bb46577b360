import { describe, expect, it } from 'vitest';
import {
  allow,
  type Case,
  deny,
  from,
  paths,
  policy,
  shown,
  sidecar,
  to,
  web,
  when,
} from '../../../test/support/compare-cases.ts';
import { comparePolicies } from './compare-policies.ts';

describe('comparePolicies', () => {
  it.each<Case>([
    ['nothing and nothing', [], [], []],
    ['V1: the first ALLOW policy', [], [allow()], ['newly-denied:  (none, none)']],
    ['V1: the last one removed', [allow()], [], ['newly-allowed:  (none, none)']],
    ['V5: all allowed by rule', [], [allow({})], []],
    ['S9: /a* and /a/*', [allow(paths('/a*'))], [allow(paths('/a/*'))], ['newly-denied: /a (allow 0, none)']],
    [
      'T2: a template and a prefix',
      [allow(paths('/a/{*}'))],
      [allow(paths('/a/*'))],
      ['newly-allowed: /a/ (none, allow 0)'],
    ],
    [
      'T2: what a template never takes',
      [allow(paths('/a/*'))],
      [allow(paths('/a/{**}'))],
      ['newly-denied: /a/[ (allow 0, none)'],
    ],
    [
      'T3: two templates',
      [allow(paths('/a/{*}'))],
      [allow(paths('/a/{**}'))],
      ['newly-allowed: /a/ (none, allow 0)'],
    ],
    ['F3: two rules for one', [allow(paths('/a', '/b'))], [allow(paths('/b'), paths('/a'))], []],
    [
      'X2: two rules for two entries allow TCP',
      [allow(to({ paths: ['/a'] }, { ports: ['80'] }))],
      [allow(paths('/a'), to({ ports: ['80'] }))],
      ['newly-allowed: tcp 80 (none, allow 1)'],
    ],
    ['F5: an empty list is missing', [allow({ from: [], to: [] })], [allow({})], []],
    ['a rule that another covers', [allow(paths('/a*'))], [allow(paths('/a*'), paths('/ab', '/a/{*}'))], []],
    [
      'F3: notPaths',
      [allow(paths('*'))],
      [allow(to({ notPaths: ['/admin*'] }))],
      ['newly-denied: /admin (allow 0, none)'],
    ],
    [
      'F3: what notPaths leave and paths give',
      [allow(paths('*'))],
      [allow(to({ notPaths: ['/a*'] }), paths('/a*'))],
      [],
    ],
    [
      'V1: a DENY, with all that it hits',
      [allow(paths('/a*'), paths('/b'))],
      [allow(paths('/a*'), paths('/b')), deny(paths('*b'))],
      // X4: on TCP chains it denies all, but there nothing was allowed (X3).
      ['newly-denied: /ab (allow 0, deny 0)', 'newly-denied: /b (allow 1, deny 0)'],
    ],
    [
      'X4: a DENY of a method denies all TCP',
      [],
      [deny(to({ methods: ['DELETE'] }))],
      ['newly-denied: DELETE (none, deny 0)', 'newly-denied: tcp (none, deny 0)'],
    ],
    [
      'X2, X3: a rule for HTTP allows no TCP',
      [],
      [allow(to({ methods: ['*'] }))],
      ['newly-denied: tcp (none, none)'],
    ],
    [
      'S3, S4: a principal and its namespace',
      [allow(from({ principals: [web] }))],
      [allow(from({ namespaces: ['shop'] }))],
      ['newly-allowed: cluster.local/ns/shop/sa/a (none, allow 0)'],
    ],
    [
      'S5: a service account is one of any trust domain',
      [allow(from({ principals: [web] }))],
      [allow(from({ serviceAccounts: ['web'] }))],
      ['newly-allowed: a/ns/shop/sa/web (none, allow 0)'],
    ],
    [
      'M1: notPrincipals hold for a caller without any',
      [allow(from({ principals: ['*'] }))],
      [allow(from({ notPrincipals: ['x/ns/a/sa/b'] }))],
      ['newly-denied: x/ns/a/sa/b (allow 0, none)', 'newly-allowed:  (none, allow 0)'],
    ],
    [
      'S10: on two lines',
      [allow(when('request.headers[x-a]', ['a'], ['b']))],
      [allow(when('request.headers[X-A]', ['a']))],
      ['newly-allowed: x-a: a | b (none, allow 0)'],
    ],
    [
      'S10: joined ones are one value',
      [allow(when('request.headers[accept]', ['a'], ['b']))],
      [allow(when('request.headers[accept]', ['a']))],
      [],
    ],
    [
      'S1: an empty header is there',
      [allow(when('request.headers[x-a]', ['*']))],
      [],
      ['newly-allowed:  (none, none)', 'newly-allowed: tcp (none, none)'],
    ],
    [
      'S10: `:path` has the query',
      [allow(when('request.headers[:path]', ['/a']))],
      [allow(paths('/a'))],
      ['newly-allowed: /a? (none, allow 0)'],
    ],
    [
      'S7: hosts ignore case, `:authority` doesn’t',
      [allow(when('request.headers[:authority]', ['shop']))],
      [allow(to({ hosts: ['Shop'] }))],
      ['newly-allowed: shoP (none, allow 0)'],
    ],
    ['S7: hosts ignore case', [allow(to({ hosts: ['shop'] }))], [allow(to({ hosts: ['SHOP'] }))], []],
    [
      'S8: methods don’t',
      [allow(to({ methods: ['GET'] }))],
      [allow(to({ methods: ['get'] }))],
      ['newly-denied:  (allow 0, none)', 'newly-allowed: get (none, allow 0)'],
    ],
    ['S11: leading zeros', [allow(to({ ports: ['08080'] }))], [allow(to({ ports: ['8080'] }))], []],
    [
      'S12: blocks',
      [allow(from({ ipBlocks: ['10.0.0.0/8'] }))],
      [allow(from({ ipBlocks: ['10.0.0.0/9', '10.128.0.0/9', '11.0.0.0/24'] }))],
      ['newly-allowed: 11.0.0.1 (none, allow 0)'],
    ],
    [
      'S12: the client behind a proxy',
      [allow({})],
      [allow({}), deny(from({ remoteIpBlocks: ['10.0.0.0/8'], notIpBlocks: ['10.0.0.0/8'] }))],
      ['newly-denied: 192.168.0.1 for 10.0.0.1 (allow 0, deny 0)'],
    ],
    [
      'S14: no SNI has capitals',
      [allow(when('connection.sni', ['A', 'b']))],
      [allow(when('connection.sni', ['a']))],
      ['newly-denied: sni b (allow 0, none)', 'newly-allowed: sni a (none, allow 0)'],
    ],
    ['S15: an unknown key drops the rule', [allow({}, when('x', ['a']))], [allow({})], []],
    [
      'R10: a dry-run policy counts as enforced',
      [],
      [
        {
          ...allow(),
          metadata: { name: 'allow', namespace: 'shop', annotations: { 'istio.io/dry-run': 'true' } },
        },
      ],
      ['newly-denied:  (none, none)'],
    ],
    ['V6: what selects another workload', [], [policy('p', { selector: { matchLabels: { app: 'x' } } })], []],
    ['V1: AUDIT', [], [policy('p', { action: 'AUDIT', rules: [{}] })], []],
    [
      'B7: by the rule that the proxy names',
      [allow(paths('/a'), paths('/*'))],
      [allow()],
      ['newly-denied: /a (allow 0, none)', 'newly-denied:  (allow 1, none)'],
    ],
  ])('%s', (_, before, after, expected) => {
    const { differences, undecided } = comparePolicies(before, after, sidecar);
    expect(differences.map(shown)).toEqual(expected);
    expect(undecided).toEqual([]);
  });

  it('N1: a witness is a path that stays as it is', () => {
    const sets = [[allow(paths('/a//b', '/c'))], [allow(paths('/c'))]] as const;
    const merging = { ...sidecar, mesh: { ...sidecar.mesh, pathNormalization: 'MERGE_SLASHES' as const } };
    expect(comparePolicies(...sets, sidecar).differences.map(shown)).toEqual([
      'newly-denied: /a//b (allow 0, none)',
    ]);
    expect(comparePolicies(...sets, merging).differences).toEqual([]);
  });
});
