import { describe, expect, it } from 'vitest';
import { CALL, PAY, POINT, WEB, ZTUNNEL } from '../../../test/support/explain-scene.ts';
import type { Call } from '../evaluate/call.ts';
import type { AuthorizationPolicy, PolicySpec, Rule } from '../model/policy.ts';
import { explain } from './explain.ts';

function policy(name: string, spec: PolicySpec): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'shop' },
    spec,
  };
}

const from = (...principals: string[]): Rule => ({ from: [{ source: { principals } }] });
const to = (...paths: string[]): Rule => ({ to: [{ operation: { paths } }] });
const allow = (name: string, ...rules: Rule[]) => policy(name, { action: 'ALLOW', rules });
const deny = (name: string, ...rules: Rule[]) => policy(name, { action: 'DENY', rules });

describe('the nearest rule', () => {
  const nearest = (policies: AuthorizationPolicy[], call: Partial<Call> = {}, point = POINT) =>
    explain(policies, point, { ...CALL, ...call }).nearest;

  it('misses the lightest: first the caller has to match, then the port, the method, the path', () => {
    const rule = (principal: string, port: string, method: string, path: string): Rule => ({
      from: [{ source: { principals: [principal] } }],
      to: [{ operation: { ports: [port], methods: [method], paths: [path] } }],
    });
    const others = [
      rule(PAY, '8080', 'GET', '/cart'),
      rule(WEB, '9090', 'GET', '/cart'),
      rule(WEB, '8080', 'POST', '/cart'),
      rule(WEB, '8080', 'GET', '/admin'),
    ];
    const fields = others.map((_, i) => nearest([allow('cart', ...others.slice(0, i + 1))]));
    expect(fields.map((one) => [one?.rule, one?.mismatches.map(({ field }) => field)])).toEqual([
      [0, ['principals']],
      [1, ['ports']],
      [2, ['methods']],
      [3, ['paths']],
    ]);
  });

  it('is the first by name and index of equal ones', () => {
    const policies = [allow('b', to('/x'), to('/y')), allow('a', from(PAY), to('/z'), to('/w'))];
    expect(nearest(policies)).toMatchObject({ policy: 'shop/a', rule: 1 });
  });

  it('tells all that is wrong with it, as data', () => {
    const rule: Rule = {
      from: [{ source: { principals: [PAY], notNamespaces: ['shop'] } }],
      to: [{ operation: { ports: ['9090'], hosts: ['cart.shop'], methods: ['GET'] } }],
      when: [{ key: 'request.headers[x-a]', values: ['b'] }],
    };
    expect(nearest([allow('cart', rule)], { headers: { 'x-a': ['c', 'd'] } })).toEqual({
      policy: 'shop/cart',
      rule: 0,
      mismatches: [
        {
          field: 'principals',
          expected: [PAY],
          actual: WEB,
          words: `caller is ${WEB}, the rule allows ${PAY} (only the service account differs from ${PAY})`,
        },
        {
          field: 'notNamespaces',
          expected: ['shop'],
          actual: 'shop',
          words: "caller's namespace is shop, the rule excludes shop",
        },
        {
          field: 'ports',
          expected: ['9090'],
          actual: '8080',
          words: 'port is 8080, the rule allows 9090',
        },
        {
          field: 'hosts',
          expected: ['cart.shop'],
          actual: 'cart.shop:8080',
          words:
            'host is cart.shop:8080, the rule allows cart.shop (the host is compared with its port: cart.shop:* takes any)',
        },
        {
          field: 'request.headers[x-a]',
          expected: ['b'],
          actual: 'c, d',
          words: 'header x-a is c, d, the rule allows b',
        },
      ],
    });
  });

  it('counts by its best entry, and lists what all entries of the kind would take', () => {
    const rule: Rule = {
      from: [
        { source: { principals: [PAY] } },
        { source: { principals: ['cluster.local/ns/a/sa/b'] } },
        { source: { principals: [WEB], namespaces: ['other'], ipBlocks: ['1.2.3.4'] } },
      ],
      to: [{ operation: { methods: ['POST'], paths: ['/x'] } }, { operation: { paths: ['/x'] } }],
    };
    expect(
      nearest([allow('cart', rule)])?.mismatches.map(({ field, expected }) => [field, expected]),
    ).toEqual([
      ['principals', [PAY, 'cluster.local/ns/a/sa/b']],
      ['paths', ['/x']],
    ]);
  });

  it('shortens long lists in words, not as data', () => {
    const paths = Array.from({ length: 200 }, (_, i) => `/p${i}`);
    expect(nearest([allow('cart', to(...paths))])?.mismatches).toEqual([
      {
        field: 'paths',
        expected: paths,
        actual: '/cart',
        words: 'path is /cart, the rule allows /p0, /p1, /p2 or 197 more',
      },
    ]);
  });

  it('keeps what a caller chose from growing and breaking a sentence', () => {
    const path = `/${'x'.repeat(5000)}\u001b[2J\n`;
    const words = nearest([allow('cart', to('/cart'))], { path })?.mismatches[0]?.words ?? '';
    expect(words.length).toBeLessThan(250);
    expect(words).not.toMatch(/\p{C}/u);
  });

  it.each<[what: string, rule: Rule, call: Partial<Call>, words: string]>([
    [
      'no token',
      { from: [{ source: { requestPrincipals: ['*'] } }] },
      {},
      'no token was accepted, the rule asks for *',
    ],
    [
      'no header',
      { when: [{ key: 'request.headers[x-a]', values: ['b'] }] },
      {},
      'header x-a was not sent, the rule asks for b',
    ],
    [
      'no SNI',
      { when: [{ key: 'connection.sni', values: ['a.com'] }] },
      {},
      'no SNI was sent, the rule asks for a.com',
    ],
    [
      'an address',
      { from: [{ source: { ipBlocks: ['10.2.0.0/16'] } }] },
      {},
      'source address is 10.1.2.3, the rule allows 10.2.0.0/16',
    ],
    [
      'an excluded header',
      { when: [{ key: 'request.headers[x-a]', notValues: ['*'] }] },
      { headers: { 'x-a': [''] } },
      'header x-a is empty, the rule excludes *',
    ],
    [
      'an excluded caller',
      { from: [{ source: { notServiceAccounts: ['pay', 'web', 'other/web'] } }] },
      {},
      "caller's service account is shop/web, the rule excludes web",
    ],
  ])('says %s', (_, rule, call, words) => {
    expect(nearest([allow('cart', rule)], call)?.mismatches.map((one) => one.words)).toEqual([words]);
  });

  it('Z3: leaves out trust domains that ztunnel never hears of', () => {
    const source = { trustDomains: ['other'], principals: [PAY] };
    const found = nearest([allow('cart', { from: [{ source }] })], { chain: 'tcp' }, ZTUNNEL);
    expect(found?.mismatches.map(({ field }) => field)).toEqual(['principals']);
  });

  it.each([
    ['an allowed call', [allow('cart', {})]],
    ['a DENY', [deny('all', {})]],
    ['a policy without rules', [allow('cart')]],
  ])('is not given for %s', (_, policies) => {
    expect(nearest(policies)).toBeNull();
  });
});
