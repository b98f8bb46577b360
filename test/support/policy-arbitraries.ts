import fc from 'fast-check';
import type { Call } from '../../src/core/evaluate/call.ts';
import type { EnforcementPoint, PolicyMesh } from '../../src/core/model/enforcement-point.ts';
import type { AuthorizationPolicy, PolicyOperation, Rule, Source } from '../../src/core/model/policy.ts';

// Small vocabularies, so that rules and calls meet often. Every form of value stands in each.
const PRINCIPALS = ['td1', 'td2', 'cluster.local', 'x-td'].flatMap((domain) =>
  ['shop/sa/web', 'shop/sa/webx', 'pay/sa/web', 'shop-2/sa/bot'].map((rest) => `${domain}/ns/${rest}`),
);
const PRINCIPAL_VALUES = [
  ...PRINCIPALS,
  '*',
  'td1/ns/shop/*',
  '*/ns/shop/sa/web',
  '*/sa/web',
  '*web',
  'td*/ns/shop/sa/web',
  'cluster.local/ns/shop/*',
  'spiffe://td1/ns/shop/sa/web',
];
const ADDRESSES = ['10.0.0.1', '10.0.0.9', '10.1.2.3', '2001:db8::1', '192.168.7.8'];
const BLOCKS = ['10.0.0.1', '10.0.0.0/8', '10.0.0.9/30', '0.0.0.0/0', '2001:db8::/32', '::ffff:10.0.0.0/104'];
const PATHS = ['/', '/a', '/a/', '/a/b', '/a/b/c', '/A', '/users/7', '/users/me', '/a//b', '/pkg.Cart/Add'];
const PATH_VALUES = [
  ...PATHS,
  '*',
  '/a*',
  '/a/*',
  '*/b',
  '*b*',
  '/a/*/c',
  '/a/{*}',
  '/{*}/b',
  '/a/{**}',
  '/{**}',
  '/{*}/{**}',
  '/users/{*}',
];
const HOSTS = ['cart', 'cart.shop', 'cart.shop:8080', 'Cart.Shop', 'web.shop'];
const HOST_VALUES = [...HOSTS, '*', 'cart*', '*.shop', '*:8080'];
const METHODS = ['GET', 'POST', 'DELETE', 'get'];
const SNIS = ['cart.shop', 'Cart.Shop', 'outbound_.8080_._.cart'];
const HEADER_VALUES = ['a', 'b', 'ab', 'a*', '*b', '*', 'A', 'a,b'];
const NAMES = ['p', 'p-2', 'a', 'zz'];
const NAMESPACES = ['shop', 'pay', 'root'];

/** One to three of these, or none at all. */
const some = (values: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

/** A few of the fields, each with a few values. */
function fieldsOf<T>(fields: Record<string, readonly string[]>): fc.Arbitrary<T> {
  const names = Object.keys(fields);
  return fc
    .uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, some(fields[name]!)]))))
    .map((record) => record as T);
}

const NAMESPACE_VALUES = ['shop', 'pay', 'shop*', '*', 's*p'];
const ACCOUNT_VALUES = ['web', 'shop/web', 'pay/web', 'bot'];
const TRUST_DOMAIN_VALUES = ['td1', 'td2', 'cluster.local', 'td*', '*-td', '*'];

export const sources: fc.Arbitrary<Source> = fieldsOf({
  principals: PRINCIPAL_VALUES,
  notPrincipals: PRINCIPAL_VALUES,
  namespaces: NAMESPACE_VALUES,
  notNamespaces: NAMESPACE_VALUES,
  serviceAccounts: ACCOUNT_VALUES,
  notServiceAccounts: ACCOUNT_VALUES,
  trustDomains: TRUST_DOMAIN_VALUES,
  notTrustDomains: TRUST_DOMAIN_VALUES,
  ipBlocks: BLOCKS,
  notIpBlocks: BLOCKS,
  remoteIpBlocks: BLOCKS,
  notRemoteIpBlocks: BLOCKS,
  requestPrincipals: ['*', 'iss/sub'],
  notRequestPrincipals: ['*', 'iss/sub'],
});

export const operations: fc.Arbitrary<PolicyOperation> = fieldsOf({
  ports: ['8080', '08080', '9090', '5432'],
  notPorts: ['8080', '9090'],
  methods: [...METHODS, '*', 'G*', '*T'],
  notMethods: [...METHODS, '*', 'G*'],
  paths: PATH_VALUES,
  notPaths: PATH_VALUES,
  hosts: HOST_VALUES,
  notHosts: HOST_VALUES,
});

const CONDITIONS: Readonly<Record<string, readonly string[]>> = {
  'request.headers[x-a]': HEADER_VALUES,
  'request.headers[User-Agent]': HEADER_VALUES,
  'request.headers[:method]': METHODS,
  'request.headers[:path]': PATHS,
  'request.headers[host]': HOST_VALUES,
  'source.ip': BLOCKS,
  'remote.ip': BLOCKS,
  'source.namespace': NAMESPACE_VALUES,
  'source.serviceAccount': ACCOUNT_VALUES,
  'source.trustDomain': TRUST_DOMAIN_VALUES,
  'source.principal': PRINCIPAL_VALUES,
  'destination.ip': BLOCKS,
  'destination.port': ['8080', '9090'],
  'connection.sni': [...SNIS, '*', 'cart*', '*.shop'],
  'request.auth.claims[group]': ['a'],
  'experimental.envoy.filters.a.b[c]': ['a'],
};

export const conditions = fc.constantFrom(...Object.keys(CONDITIONS)).chain((key) =>
  fc.oneof(
    some(CONDITIONS[key]!).map((values) => ({ key, values })),
    some(CONDITIONS[key]!).map((notValues) => ({ key, notValues })),
    fc.tuple(some(CONDITIONS[key]!), some(CONDITIONS[key]!)).map(([values, notValues]) => ({
      key,
      values,
      notValues,
    })),
  ),
);

export const rules: fc.Arbitrary<Rule> = fc.record(
  {
    from: fc.array(fc.record({ source: sources }), { minLength: 1, maxLength: 2 }),
    to: fc.array(fc.record({ operation: operations }), { minLength: 1, maxLength: 2 }),
    when: fc.array(conditions, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const selectors = fc.constantFrom(
  undefined,
  {},
  { matchLabels: {} },
  ...[{ app: 'cart' }, { app: 'web' }].map((matchLabels) => ({ matchLabels })),
);
const GATEWAY_API = 'gateway.networking.k8s.io';
const targets = fc.constantFrom(
  { group: '', kind: 'Service', name: 'cart' },
  { group: GATEWAY_API, kind: 'Gateway', name: 'gw' },
  { group: GATEWAY_API, kind: 'GatewayClass', name: 'istio-waypoint' },
  { group: 'networking.istio.io', kind: 'ServiceEntry', name: 'cart' },
);

/** Policies as Istio accepts them, without CUSTOM unless asked for. */
export function policiesWith(
  actions: readonly AuthorizationPolicy['spec']['action'][],
): fc.Arbitrary<AuthorizationPolicy> {
  return fc
    .record({
      name: fc.constantFrom(...NAMES),
      namespace: fc.constantFrom('shop', 'shop', ...NAMESPACES),
      dryRun: fc.constantFrom(undefined, undefined, undefined, undefined, 'true', 'false'),
      selector: selectors,
      targets: fc.option(fc.array(targets, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 5 }),
      action: fc.constantFrom(...actions),
      rules: fc.option(fc.array(rules, { maxLength: 3 }), { nil: undefined, freq: 8 }),
    })
    .map(({ name, namespace, dryRun, selector, targets: targetRefs, action, rules: list }) => ({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: {
        name,
        namespace,
        ...(dryRun === undefined ? {} : { annotations: { 'istio.io/dry-run': dryRun } }),
      },
      spec: {
        ...(targetRefs !== undefined ? { targetRefs } : selector === undefined ? {} : { selector }),
        ...(action === undefined ? {} : { action }),
        ...(action === 'CUSTOM' ? { provider: { name: 'ext' } } : {}),
        ...(list === undefined ? {} : { rules: list }),
      },
    }));
}

export const policies = policiesWith(['ALLOW', undefined, 'DENY', 'AUDIT', 'CUSTOM']);

/** A set as it stands in a mesh: no two of one name. */
export const policySets = fc.uniqueArray(policies, {
  minLength: 1,
  maxLength: 4,
  selector: ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
});

export const meshes: fc.Arbitrary<PolicyMesh> = fc.record({
  rootNamespace: fc.constantFrom('root', 'istio-system'),
  trustDomain: fc.constantFrom('cluster.local', 'td1'),
  aliases: fc.constantFrom([], ['td2'], ['*-td'], ['cluster.local']),
  pathNormalization: fc.constantFrom('BASE', 'NONE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'),
});

export const points: fc.Arbitrary<EnforcementPoint> = fc
  .record({
    plane: fc.constantFrom(
      'sidecar' as const,
      'sidecar' as const,
      'gateway' as const,
      'waypoint' as const,
      'ztunnel' as const,
    ),
    mesh: meshes,
    service: fc.constantFrom(null, { name: 'cart', namespace: 'shop', kind: 'Service' as const }),
  })
  .map(({ plane, mesh, service }) => ({
    plane,
    namespace: 'shop',
    labels: {
      app: 'cart',
      ...(plane === 'gateway' || plane === 'waypoint'
        ? { 'gateway.networking.k8s.io/gateway-name': 'gw' }
        : {}),
    },
    service: plane === 'waypoint' ? service : null,
    mesh,
  }));

/** Everything known of a call. */
export const completeCalls: fc.Arbitrary<Call> = fc
  .record({
    chain: fc.constantFrom('http' as const, 'http' as const, 'http' as const, 'tcp' as const),
    principal: fc.constantFrom(null, ...PRINCIPALS),
    sourceAddress: fc.constantFrom(...ADDRESSES),
    remoteAddress: fc.constantFrom(...ADDRESSES),
    destinationAddress: fc.constantFrom(...ADDRESSES),
    port: fc.constantFrom(8080, 9090, 5432),
    sni: fc.constantFrom(null, ...SNIS),
    host: fc.constantFrom(...HOSTS),
    method: fc.constantFrom(...METHODS),
    path: fc.constantFrom(...PATHS),
    headers: fc.record(
      {
        'x-a': fc.array(fc.constantFrom('a', 'b', 'ab', 'A', ''), { minLength: 1, maxLength: 2 }),
        'user-agent': fc.array(fc.constantFrom('a', 'b', ''), { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  })
  .map((call) => ({ ...call, headersComplete: true, token: 'none' as const }));

const OPTIONAL = [
  'principal',
  'sourceAddress',
  'remoteAddress',
  'destinationAddress',
  'sni',
  'host',
  'method',
  'path',
  'headers',
  'token',
] as const;

/** The call as somebody knows it who doesn't know these attributes. */
export function without(call: Call, attributes: readonly (typeof OPTIONAL)[number][]): Call {
  const kept = Object.entries(call).filter(([key]) => !attributes.includes(key as (typeof OPTIONAL)[number]));
  return {
    ...(Object.fromEntries(kept) as unknown as Call),
    headersComplete: !attributes.includes('headers'),
  };
}

export const unknownAttributes = fc.subarray([...OPTIONAL]);

/** Calls of which more or less is known. */
export const calls = fc.oneof(
  completeCalls,
  fc.tuple(completeCalls, unknownAttributes).map(([call, attributes]) => without(call, attributes)),
);
