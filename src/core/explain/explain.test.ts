import { describe, expect, it } from 'vitest';
import { CALL, PAY, POINT, WEB, ZTUNNEL } from '../../../test/support/explain-scene.ts';
import type { Call } from '../evaluate/call.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy, PolicySpec, Rule } from '../model/policy.ts';
import { explain } from './explain.ts';

const TCP: Call = { chain: 'tcp', principal: WEB, port: 5432, sourceAddress: '10.1.2.3', sni: null };

function policy(name: string, spec: PolicySpec, annotations?: Record<string, string>): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'shop', ...(annotations && { annotations }) },
    spec,
  };
}

const from = (...principals: string[]): Rule => ({ from: [{ source: { principals } }] });
const to = (...paths: string[]): Rule => ({ to: [{ operation: { paths } }] });
const allow = (name: string, ...rules: Rule[]) => policy(name, { action: 'ALLOW', rules });
const deny = (name: string, ...rules: Rule[]) => policy(name, { action: 'DENY', rules });
const draft = (name: string, ...rules: Rule[]) =>
  policy(name, { action: 'ALLOW', rules }, { 'istio.io/dry-run': 'true' });
const custom = policy('ext', { action: 'CUSTOM', provider: { name: 'opa' }, rules: [to('/cart')] });

/** A call with some of it replaced; undefined = not told. */
type Changes = { readonly [K in keyof Call]?: Call[K] | undefined };

describe('why', () => {
  it.each<[rule: string, policies: AuthorizationPolicy[], call: Changes, verdict: string, why: string]>([
    ['V1', [], {}, 'allow', 'no ALLOW policy selects the workload, so everything is allowed'],
    [
      'V1 with DENY',
      [deny('no-admin', to('/admin'), to('/debug'))],
      {},
      'allow',
      'no ALLOW policy selects the workload, and no rule of the DENY policy that does matches',
    ],
    [
      'V11',
      [deny('nothing')],
      {},
      'allow',
      'no ALLOW policy selects the workload, and the DENY policy that does has no rules',
    ],
    [
      'V1 by a rule',
      [allow('cart', from(PAY), from(WEB))],
      {},
      'allow',
      'rule[1] of the ALLOW policy shop/cart lets it in',
    ],
    [
      'V1 DENY first',
      [allow('cart', {}), deny('no-admin', to('/admin'))],
      { path: '/admin' },
      'deny',
      'rule[0] of the DENY policy shop/no-admin matches',
    ],
    [
      'V5 no rules',
      [allow('allow-nothing')],
      {},
      'deny',
      'shop/allow-nothing is the only ALLOW policy that selects the workload, and it has no rules, so it allows nothing',
    ],
    [
      'V3 one rule',
      [allow('cart', to('/cart/{*}', '/checkout'))],
      { path: '/admin' },
      'deny',
      'shop/cart is the only ALLOW policy that selects the workload, and its only rule does not match: ' +
        'path is /admin, the rule allows /cart/{*} or /checkout',
    ],
    [
      'V3 many rules',
      [allow('a', from(PAY), from(PAY)), allow('b', to('/x'), from(PAY)), allow('c', from(PAY))],
      {},
      'deny',
      '3 ALLOW policies select the workload, and none of their 5 rules matches: ' +
        'nearest is rule[0] of shop/b, but path is /cart, the rule allows /x',
    ],
    [
      'M1 plaintext',
      [allow('cart', from(WEB))],
      { principal: null },
      'deny',
      'shop/cart is the only ALLOW policy that selects the workload, and its only rule does not match: ' +
        `the caller has no verified identity, the rule asks for ${WEB}`,
    ],
    [
      'X2',
      [allow('cart', { to: [{ operation: { ports: ['5432'] } }, { operation: { paths: ['/cart'] } }] })],
      TCP,
      'deny',
      'shop/cart is the only ALLOW policy that selects the workload, and its only rule does not match: ' +
        'the connection is TCP, where a rule with paths is dropped whole',
    ],
    [
      'X2, X3 among others',
      [
        allow(
          'cart',
          to('/a'),
          { to: [{ operation: { methods: ['GET'], paths: ['/a'], ports: ['1'] } }] },
          from(PAY),
        ),
      ],
      TCP,
      'deny',
      'shop/cart is the only ALLOW policy that selects the workload, and none of its 3 rules matches (2 are dropped on a ' +
        'TCP chain for HTTP fields): nearest is rule[0] of shop/cart, but the connection is TCP, where a rule with paths ' +
        'is dropped whole',
    ],
    [
      'Z1 and more',
      [
        allow('cart', {
          from: [{ source: { principals: [PAY], notNamespaces: ['shop'], ipBlocks: ['1.2.3.4'] } }],
          to: [{ operation: { methods: ['GET'], paths: ['/a'], ports: ['1'] } }],
        }),
      ],
      TCP,
      'deny',
      'shop/cart is the only ALLOW policy that selects the workload, and its only rule does not match: the connection is ' +
        `TCP, where a rule with methods and paths is dropped whole; caller is ${WEB}, the rule allows ${PAY} (only the ` +
        `service account differs from ${PAY}); caller's namespace is shop, the rule excludes shop; ` +
        'and 2 more of its conditions fail',
    ],
    [
      'X4',
      [deny('no-writes', { to: [{ operation: { methods: ['POST'] } }] })],
      TCP,
      'deny',
      'rule[0] of the DENY policy shop/no-writes matches: on a TCP chain what it asks of methods is taken out, so it denies more than it says',
    ],
    [
      'R2 dry-run',
      [draft('cart-draft', from(PAY))],
      {},
      'allow',
      'no ALLOW policy selects the workload, so everything is allowed (a dry-run policy is not enforced: shop/cart-draft)',
    ],
    [
      'R2 dry-run beside',
      [draft('a', from(WEB)), draft('b', from(WEB)), allow('cart', from(PAY))],
      {},
      'deny',
      'shop/cart is the only ALLOW policy that selects the workload, and its only rule does not match: ' +
        `caller is ${WEB}, the rule allows ${PAY} (only the service account differs from ${PAY}) ` +
        '(dry-run policies are not enforced: shop/a and shop/b)',
    ],
    [
      'V1 CUSTOM',
      [custom],
      {},
      'unknown',
      'rule[0] of the CUSTOM policy shop/ext matches, and what the external authorizer opa answers is not known',
    ],
    [
      'B8 a path',
      [allow('cart', to('/cart'))],
      { path: undefined },
      'unknown',
      'rule[0] of the ALLOW policy shop/cart asks for request.path (paths), which the flow does not say',
    ],
    [
      'B8 a caller and a header',
      [
        allow('cart', {
          from: [{ source: { namespaces: ['shop'] } }],
          when: [{ key: 'request.headers[x-a]', values: ['b'] }],
        }),
        allow('other', to('/cart/{*}'), from(WEB)),
      ],
      { principal: undefined, headers: {}, headersComplete: false },
      'unknown',
      'rule[0] of the ALLOW policy shop/cart asks for source.principal and request.headers[x-a] (namespaces), ' +
        'which the flow does not say, and 1 more cannot be judged either',
    ],
    [
      'B8 DENY first',
      [allow('cart', to('/cart')), deny('no-bots', { when: [{ key: 'source.ip', values: ['10.0.0.0/8'] }] })],
      { sourceAddress: undefined },
      'unknown',
      'rule[0] of the DENY policy shop/no-bots asks for source.address (source.ip), which the flow does not say',
    ],
  ])('%s', (_, policies, call, verdict, why) => {
    const known = Object.fromEntries(
      Object.entries({ ...CALL, ...call }).filter(([, value]) => value !== undefined),
    );
    const one = call.chain === 'tcp' ? (call as Call) : (known as unknown as Call);
    expect(explain(policies, POINT, one)).toMatchObject({ verdict, why });
  });

  it('Z1: on ztunnel it speaks of policies, and of what ztunnel cannot judge', () => {
    const call: Call = { ...TCP, port: 8080 };
    expect(explain([allow('cart', from(WEB))], ZTUNNEL, call)).toMatchObject({
      by: { policy: 'shop/cart', rule: null },
      why: 'the ALLOW policy shop/cart lets it in',
    });
    expect(explain([allow('cart', { ...from(WEB), ...to('/cart') })], ZTUNNEL, call)).toMatchObject({
      verdict: 'deny',
      why: expect.stringMatching(
        /does not match: ztunnel cannot judge paths, so such a rule lets nothing in$/,
      ),
    });
  });

  it('K3: on a waypoint policies attach to it', () => {
    const point: EnforcementPoint = { ...POINT, plane: 'waypoint' };
    expect(explain([], point, CALL).why).toBe(
      'no ALLOW policy attaches to the waypoint, so everything is allowed',
    );
  });
});
