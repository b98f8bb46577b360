import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../evaluate/call.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy, Condition, PolicyOperation, Rule, Source } from '../model/policy.ts';
import { explain, type Mismatch } from './explain.ts';

const some = (...values: string[]) =>
  fc.subarray(values, { minLength: 1, maxLength: Math.min(2, values.length) });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const mostly = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 10 });

/** Without the keys that drew nothing. */
function present<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never;
}

const principals = some(
  'td1/ns/shop/sa/web',
  'cluster.local/ns/shop/sa/web',
  'td2/ns/pay/sa/*',
  '*/ns/shop/sa/web',
  '*',
  'spiffe://td1/ns/shop/sa/web',
);
const source = fc
  .record({
    principals: maybe(principals),
    notPrincipals: maybe(principals),
    namespaces: maybe(some('shop', 'p*')),
    notServiceAccounts: maybe(some('web', 'pay/bot')),
    trustDomains: maybe(some('td1', 'td2')),
    notTrustDomains: maybe(some('td1', 'td3')),
    ipBlocks: maybe(some('10.0.0.0/8', '::1')),
    notRemoteIpBlocks: maybe(some('10.1.0.0/16')),
    requestPrincipals: maybe(some('*')),
  })
  .map((one) => present(one) as Source)
  .filter((one) => Object.keys(one).length > 0); // the webhook refuses an empty one
const operation = fc
  .record({
    paths: maybe(some('/a', '/a/{*}', '/a*', '*b', '/{**}')),
    notPaths: maybe(some('/a/b')),
    methods: maybe(some('GET', 'P*')),
    ports: maybe(some('80', '443')),
    notPorts: maybe(some('443')),
    hosts: maybe(some('a.com', '*.com', 'A.com:80')),
  })
  .map((one) => present(one) as PolicyOperation)
  .filter((one) => Object.keys(one).length > 0);
const condition = fc
  .record({
    key: fc.constantFrom(
      'request.headers[x-a]',
      'source.ip',
      'source.principal',
      'connection.sni',
      'destination.port',
    ),
    values: maybe(some('80', '10.0.0.1', 'a.com')),
    notValues: maybe(some('443', '10.0.0.2')),
  })
  .filter(({ values, notValues }) => values !== undefined || notValues !== undefined)
  .map((one) => present(one) as Condition);
const rule: fc.Arbitrary<Rule> = fc
  .record({
    from: maybe(
      fc.array(
        source.map((one) => ({ source: one })),
        { maxLength: 2 },
      ),
    ),
    to: maybe(
      fc.array(
        operation.map((one) => ({ operation: one })),
        { maxLength: 2 },
      ),
    ),
    when: maybe(fc.array(condition, { maxLength: 2 })),
  })
  .map((one) => present(one) as Rule);
const policies = fc
  .array(
    fc.record({
      action: fc.constantFrom('ALLOW', 'ALLOW', 'ALLOW', 'DENY', 'AUDIT', 'CUSTOM'),
      rules: fc.array(rule, { maxLength: 3 }),
      namespace: fc.constantFrom('shop', 'shop', 'root', 'other'),
      app: fc.constantFrom(null, 'cart', 'cart', 'pay'),
      dryRun: fc.constantFrom(false, false, false, true),
    }),
    { maxLength: 3 },
  )
  .map((all) =>
    all.map(
      ({ action, rules, namespace, app, dryRun }, i): AuthorizationPolicy => ({
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        metadata: {
          name: `p${i}`,
          namespace,
          ...(dryRun && { annotations: { 'istio.io/dry-run': 'true' } }),
        },
        spec: {
          action: action as 'ALLOW',
          rules,
          ...(app !== null && { selector: { matchLabels: { app } } }),
          ...(action === 'CUSTOM' && { provider: { name: 'opa' } }),
        },
      }),
    ),
  );
const point = fc.record({
  plane: fc.constantFrom('sidecar', 'gateway', 'ztunnel'),
  namespace: fc.constant('shop'),
  labels: fc.constant({ app: 'cart' }),
  service: fc.constant(null),
  mesh: fc.record({
    rootNamespace: fc.constant('root'),
    trustDomain: fc.constantFrom('td1', 'cluster.local'),
    aliases: fc.constantFrom([], ['td2']),
    pathNormalization: fc.constant('BASE' as const),
  }),
}) as fc.Arbitrary<EnforcementPoint>;
const call = fc
  .record({
    chain: fc.constantFrom('http', 'http', 'tcp'),
    principal: mostly(fc.constantFrom(null, 'td1/ns/shop/sa/web', 'td2/ns/pay/sa/bot')),
    sourceAddress: mostly(fc.constantFrom('10.0.0.1', '11.0.0.1', '::1')),
    remoteAddress: mostly(fc.constantFrom('10.1.0.1', '11.0.0.1')),
    destinationAddress: fc.constant('10.2.0.1'),
    port: fc.constantFrom(80, 443),
    sni: mostly(fc.constantFrom(null, 'a.com')),
    host: mostly(fc.constantFrom('a.com', 'a.com:80', 'b.org')),
    method: mostly(fc.constantFrom('GET', 'PUT', 'DELETE')),
    path: mostly(fc.constantFrom('/a', '/a/b', '/A', '/a/', '/c')),
    headers: fc.constantFrom({}, { 'x-a': ['80'] }),
    headersComplete: fc.constantFrom(true, true, false),
    token: mostly(fc.constant('none' as const)),
  })
  .map((one) => present(one) as unknown as Call);

/** The same call as a proxy of this plane takes it. */
function on({ plane }: EnforcementPoint, one: Call): Call {
  return plane === 'ztunnel' ? { ...one, chain: 'tcp' } : one;
}

describe('explain', () => {
  it('gives the verdict of the evaluator, always', () => {
    fc.assert(
      fc.property(policies, point, call, (all, at, one) => {
        const { verdict, by, why } = explain(all, at, on(at, one));
        expect({ verdict, by }).toEqual(evaluate(all, at, on(at, one)));
        expect(why).not.toMatch(/undefined|null|\[object/);
      }),
      { numRuns: 3000 },
    );
  });

  it('names a nearest rule that exists for every call that no ALLOW rule matches', () => {
    fc.assert(
      fc.property(policies, point, call, (all, at, one) => {
        const { verdict, by, nearest } = explain(all, at, on(at, one));
        const isMissed = verdict === 'deny' && by === null && !all.some(isCustom);
        const allow = all.filter(
          ({ metadata, spec }) => spec.action === 'ALLOW' && nameOf({ metadata }) === nearest?.policy,
        );
        if (nearest === null) return void expect(isMissed && hasRules(all, at)).toBe(false);
        expect(isMissed || all.some(isCustom)).toBe(true);
        expect(allow[0]?.spec.rules?.[nearest.rule]).toBeDefined();
        expect(nearest.mismatches.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('names only mismatches that each refuse the call on their own', () => {
    let judged = 0;
    fc.assert(
      fc.property(policies, point, call, (all, at, one) => {
        const { nearest } = explain(all, at, on(at, one));
        const policy = all.find(({ metadata }) => nameOf({ metadata }) === nearest?.policy);
        const whole = policy?.spec.rules?.[nearest?.rule ?? 0];
        if (nearest === null || policy === undefined || whole === undefined) return;
        for (const mismatch of nearest.mismatches) {
          const rules = [onlyRule(mismatch, whole)];
          expect(evaluate([{ ...policy, spec: { ...policy.spec, rules } }], at, on(at, one)).verdict).toBe(
            'deny',
          );
          judged++;
        }
      }),
      { numRuns: 6000 },
    );
    expect(judged).toBeGreaterThan(500);
  });

  it('says the same whatever order the policies are in', () => {
    fc.assert(
      fc.property(policies, point, call, (all, at, one) => {
        fc.pre(at.plane !== 'ztunnel'); // which of several policies it names is by their order
        expect(explain(all.toReversed(), at, one)).toEqual(explain(all, at, one));
      }),
      { numRuns: 1000 },
    );
  });
});

function nameOf({ metadata }: Pick<AuthorizationPolicy, 'metadata'>): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function isCustom({ spec }: AuthorizationPolicy): boolean {
  return spec.action === 'CUSTOM';
}

function hasRules(all: readonly AuthorizationPolicy[], at: EnforcementPoint): boolean {
  return all.some(({ metadata, spec }) => {
    const isHere = metadata.namespace !== 'other' && metadata.annotations === undefined;
    const selects = spec.selector === undefined || spec.selector.matchLabels?.app === at.labels.app;
    return isHere && selects && spec.action === 'ALLOW' && (spec.rules ?? []).length > 0;
  });
}

/** A rule that has nothing but what the mismatch names. */
function onlyRule({ field, expected }: Mismatch, whole: Rule): Rule {
  const key = field.replace(/^not /, '');
  if (whole.when?.some((one) => one.key === key)) {
    return { when: [{ key, [key === field ? 'values' : 'notValues']: expected }] };
  }
  const isSource = whole.from?.some(({ source }) => field in source);
  if (isSource) return { from: [{ source: { [field]: expected } }] };
  return { to: [{ operation: { [field]: expected } }] };
}
