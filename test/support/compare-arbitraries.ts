import fc from 'fast-check';
import type { Call } from '../../src/core/evaluate/call.ts';
import type { EnforcementPoint, PathNormalization } from '../../src/core/model/enforcement-point.ts';
import type { Action, AuthorizationPolicy, Condition, Rule } from '../../src/core/model/policy.ts';

/**
 * One kind of condition over a small alphabet: where a rule has it, what values it may have, and the values of a call
 * that between them try out every way in which the conditions can differ.
 */
interface Axis {
  readonly source?: string;
  readonly operation?: string;
  readonly when?: string;
  readonly value: fc.Arbitrary<string>;
  readonly calls: readonly Partial<Call>[];
}

/** Texts over some characters, up to a length. */
function textsOver(characters: string, longest: number): string[] {
  let texts = [''];
  const all: string[] = [];
  for (let length = 0; length < longest; length++) {
    texts = texts.flatMap((text) => [...characters].map((char) => text + char));
    all.push(...texts);
  }
  return all;
}

/** A text in all the forms of a value (S1). */
function valueOver(texts: readonly string[]): fc.Arbitrary<string> {
  const text = fc.constantFrom(...texts);
  return fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 2, arbitrary: text.map((one) => `${one}*`) },
    { weight: 2, arbitrary: text.map((one) => `*${one}`) },
    { weight: 1, arbitrary: fc.constant('*') },
    { weight: 1, arbitrary: text.map((one) => `*${one}*`) },
  );
}

const PATHS = textsOver('ab/', 3).map((text) => `/${text}`);
const TEMPLATES = [
  '/{*}',
  '/a/{*}',
  '/{*}/b',
  '/{**}',
  '/a/{**}',
  '/{*}/{*}',
  '/a/{**}/b',
  '/{*}/{**}/a',
  '/b/{*}/',
];
const PRINCIPALS = ['td1', 'td2', 'x'].flatMap((domain) =>
  ['a', 'b'].flatMap((namespace) =>
    ['a', 'b', 'ab'].map((account) => `${domain}/ns/${namespace}/sa/${account}`),
  ),
);
const CALLERS = [null, ...PRINCIPALS].map((principal) => ({ principal }));
const ADDRESSES = [
  '10.0.0.1',
  '10.0.0.2',
  '10.0.1.1',
  '10.1.0.1',
  '11.0.0.1',
  '1.2.3.4',
  'fd00::1',
  'fd00::2:1',
];
const BLOCK = fc.constantFrom(
  '10.0.0.0/8',
  '10.0.0.0/24',
  '10.0.0.1',
  '10.0.0.0/30',
  '0.0.0.0/0',
  'fd00::/16',
  '::/0',
);
const NAMES = textsOver('ab', 2);
const HEADER_LINES = [[], ['a'], ['b'], ['ab'], ['a', 'b'], [''], ['ba', 'ab'], ['aa', 'b', 'ab']];

function headers(name: string): Partial<Call>[] {
  return HEADER_LINES.map((lines) => ({ headers: lines.length === 0 ? {} : { [name]: lines } }));
}

const HOSTS = ['a', 'b', 'A', 'aB', 'a:80', 'b:80', 'ab'].map((host) => ({ host }));
const METHODS = ['GET', 'POST', 'get', 'GETX', 'PUT'];
const PATH_CALLS = PATHS.map((path) => ({ path }));
const QUERIES = ['/a', '/b', '/a/b'].flatMap((path) =>
  ['', '?', '?a', '?b'].map((query) => ({ path, pathWithQuery: path + query })),
);

export const AXES: Readonly<Record<string, Axis>> = {
  principals: {
    source: 'principals',
    when: 'source.principal',
    value: fc.oneof(
      valueOver(PRINCIPALS),
      fc.constantFrom(
        'cluster.local/ns/a/sa/a',
        '*/ns/b/sa/a',
        'td1/ns/a/*',
        'td*/ns/a/sa/a',
        '*1/ns/a/sa/b',
      ),
    ),
    calls: CALLERS,
  },
  namespaces: {
    source: 'namespaces',
    when: 'source.namespace',
    value: fc.constantFrom('a', 'b', '*', 'a*', '*b', 'c'),
    calls: CALLERS,
  },
  serviceAccounts: {
    source: 'serviceAccounts',
    when: 'source.serviceAccount',
    value: fc.constantFrom('a', 'b', 'a/a', 'a/ab', 'b/b', 'shop/a'),
    calls: CALLERS,
  },
  trustDomains: {
    source: 'trustDomains',
    when: 'source.trustDomain',
    value: fc.constantFrom('td1', 'td2', 'x', '*', 'td*', '*2', 'cluster.local'),
    calls: CALLERS,
  },
  ipBlocks: {
    source: 'ipBlocks',
    when: 'source.ip',
    value: BLOCK,
    calls: ADDRESSES.map((sourceAddress) => ({ sourceAddress })),
  },
  remoteIpBlocks: {
    source: 'remoteIpBlocks',
    when: 'remote.ip',
    value: BLOCK,
    calls: ADDRESSES.map((remoteAddress) => ({ remoteAddress })),
  },
  destinationIp: {
    when: 'destination.ip',
    value: BLOCK,
    calls: ADDRESSES.map((destinationAddress) => ({ destinationAddress })),
  },
  ports: {
    operation: 'ports',
    when: 'destination.port',
    value: fc.constantFrom('80', '8080', '08080', '443', '1'),
    calls: [1, 80, 443, 8080, 7].map((port) => ({ port })),
  },
  sni: {
    when: 'connection.sni',
    value: valueOver([...NAMES, 'A']),
    calls: [null, ...NAMES, 'c'].map((sni) => ({ sni })),
  },
  hosts: { operation: 'hosts', value: valueOver(['a', 'b', 'A', 'ab', 'a:80', 'a:']), calls: HOSTS },
  authority: { when: 'request.headers[:authority]', value: valueOver(['a', 'A', 'b', 'ab']), calls: HOSTS },
  methods: { operation: 'methods', value: valueOver(METHODS), calls: METHODS.map((method) => ({ method })) },
  methodHeader: {
    when: 'request.headers[:Method]',
    value: valueOver(METHODS),
    calls: METHODS.map((method) => ({ method })),
  },
  paths: {
    operation: 'paths',
    value: fc.oneof({ weight: 2, arbitrary: valueOver(PATHS) }, fc.constantFrom(...TEMPLATES)),
    calls: PATH_CALLS,
  },
  templates: {
    operation: 'paths',
    value: fc.constantFrom(...TEMPLATES, '/a*', '/a/*', '*/b'),
    calls: PATH_CALLS,
  },
  pathHeader: {
    when: 'request.headers[:path]',
    value: valueOver(['/a', '/a?a', '/b?', '?a', '/a/b']),
    calls: QUERIES,
  },
  queriedPaths: { operation: 'paths', value: valueOver(['/a', '/a?a', '/b', '/a/b']), calls: QUERIES },
  scheme: {
    when: 'request.headers[:scheme]',
    value: fc.constantFrom('http', 'https', '*', 'http*', '*s', 'ftp'),
    calls: ['http', 'https'].map((scheme) => ({ headers: { ':scheme': [scheme] } })),
  },
  header: { when: 'request.headers[x-a]', value: valueOver(NAMES), calls: headers('x-a') },
  joined: {
    when: 'request.headers[User-Agent]',
    value: valueOver([...NAMES, 'a,b']),
    calls: headers('user-agent'),
  },
};

/** Which axes go together: all pairs of rules of one run ask for these only. */
export const axisNames = fc.oneof(
  fc.uniqueArray(fc.constantFrom(...Object.keys(AXES)), { minLength: 1, maxLength: 3 }),
  fc.constantFrom(
    ['principals', 'namespaces', 'trustDomains'],
    ['serviceAccounts', 'namespaces', 'ports'],
    ['hosts', 'authority'],
    ['methods', 'methodHeader', 'paths'],
    ['pathHeader', 'queriedPaths'],
    ['ipBlocks', 'remoteIpBlocks'],
    ['principals', 'ports', 'paths'],
    ['paths', 'templates'],
  ),
);

function listOf(axis: Axis): fc.Arbitrary<string[]> {
  return fc.uniqueArray(axis.value, { minLength: 1, maxLength: 2 });
}

/** An entry of `from` or `to`: some of the fields with or without twins. */
function entry(place: 'source' | 'operation', axes: readonly Axis[]): fc.Arbitrary<Record<string, string[]>> {
  const fields = axes.flatMap((axis) => {
    const field = axis[place];
    return field === undefined ? [] : [{ field, axis }];
  });
  if (fields.length === 0) return fc.constant({});
  const one = fc.constantFrom(...fields).chain(({ field, axis }) => {
    const twin = `not${field.charAt(0).toUpperCase()}${field.slice(1)}`;
    return fc.tuple(fc.oneof({ weight: 3, arbitrary: fc.constant(field) }, fc.constant(twin)), listOf(axis));
  });
  return fc.array(one, { minLength: 1, maxLength: 3 }).map((some) => Object.fromEntries(some));
}

function condition(axes: readonly Axis[]): fc.Arbitrary<Condition> {
  const asked = axes.filter((axis) => axis.when !== undefined);
  return fc.constantFrom(...asked).chain((axis) =>
    fc.oneof(
      listOf(axis).map((values) => ({ key: axis.when!, values })),
      listOf(axis).map((notValues) => ({ key: axis.when!, notValues })),
      fc
        .tuple(listOf(axis), listOf(axis))
        .map(([values, notValues]) => ({ key: axis.when!, values, notValues })),
    ),
  );
}

function rule(axes: readonly Axis[]): fc.Arbitrary<Rule> {
  const has = (place: 'source' | 'operation' | 'when') => axes.some((axis) => axis[place] !== undefined);
  const [entries, none] = [{ maxLength: 2 }, { maxLength: 0 }];
  return fc
    .record({
      from: fc.array(entry('source', axes), has('source') ? entries : none),
      to: fc.array(entry('operation', axes), has('operation') ? entries : none),
      when: has('when') ? fc.array(condition(axes), entries) : fc.constant([]),
    })
    .map(({ from, to, when }) => ({
      ...(from.length > 0 ? { from: from.map((source) => ({ source })) } : {}),
      ...(to.length > 0 ? { to: to.map((operation) => ({ operation })) } : {}),
      ...(when.length > 0 ? { when } : {}),
    }));
}

function policies(axes: readonly Axis[]): fc.Arbitrary<AuthorizationPolicy[]> {
  const action = fc.oneof(
    { weight: 6, arbitrary: fc.constant<Action>('ALLOW') },
    { weight: 4, arbitrary: fc.constant<Action>('DENY') },
    { weight: 1, arbitrary: fc.constantFrom<Action>('AUDIT', 'CUSTOM') },
  );
  const one = fc.tuple(action, fc.array(rule(axes), { maxLength: 3 }));
  return fc.array(one, { maxLength: 3 }).map((some) =>
    some.map(([act, rules], index) => ({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: `p${index}`, namespace: 'shop' },
      spec: { action: act, rules, ...(act === 'CUSTOM' ? { provider: { name: 'opa' } } : {}) },
    })),
  );
}

/** The second set is often the first with a rule added, removed or replaced: near sets are the hard ones. */
function nearby(
  set: readonly AuthorizationPolicy[],
  axes: readonly Axis[],
): fc.Arbitrary<AuthorizationPolicy[]> {
  if (set.length === 0) return policies(axes);
  return fc.tuple(fc.nat(set.length - 1), fc.nat(3), fc.nat(2), rule(axes)).map(([which, at, how, other]) =>
    set.map((policy, index) => {
      if (index !== which) return policy;
      const rules = [...(policy.spec.rules ?? [])];
      rules.splice(at, how === 2 ? 0 : 1, ...(how === 0 ? [] : [other]));
      return { ...policy, spec: { ...policy.spec, rules } };
    }),
  );
}

const point = fc
  .record({
    plane: fc.constantFrom<EnforcementPoint['plane']>('sidecar', 'sidecar', 'sidecar', 'ztunnel'),
    mode: fc.constantFrom<PathNormalization>('NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'),
    aliases: fc.constantFrom([], ['td2'], ['*2']),
  })
  .map(
    ({ plane, mode, aliases }): EnforcementPoint => ({
      plane,
      namespace: 'shop',
      labels: {},
      service: null,
      mesh: { rootNamespace: 'istio-system', trustDomain: 'td1', aliases, pathNormalization: mode },
    }),
  );

export interface Pair {
  readonly names: readonly string[];
  readonly from: readonly AuthorizationPolicy[];
  readonly to: readonly AuthorizationPolicy[];
  readonly point: EnforcementPoint;
}

export const pairs: fc.Arbitrary<Pair> = axisNames.chain((names) => {
  const axes = names.map((name) => AXES[name]!);
  const sides = policies(axes).chain((from) =>
    fc.tuple(fc.constant(from), fc.oneof(policies(axes), nearby(from, axes), nearby(from, axes))),
  );
  return fc.tuple(sides, point).map(([[from, to], at]) => ({ names, from, to, point: at }));
});

const COMPLETE: Omit<Call, 'chain'> = {
  principal: null,
  sourceAddress: '10.0.0.1',
  remoteAddress: '10.0.0.1',
  destinationAddress: '10.0.0.1',
  port: 8080,
  sni: null,
};
const REQUEST = {
  host: 'a',
  method: 'GET',
  path: '/',
  headers: {},
  headersComplete: true,
  token: 'none',
} as const;

/** Calls with all values of the axes, on the chains that the point has; at most about a thousand of them. */
export function callsOf({ names, point: { plane, mesh } }: Pick<Pair, 'names' | 'point'>): Call[] {
  const kinds = new Map(names.map((name) => [AXES[name]!.calls, AXES[name]!.calls]));
  let parts: Partial<Call>[] = [{}];
  for (const calls of kinds.values()) parts = parts.flatMap((part) => calls.map((call) => join(part, call)));
  const step = Math.ceil(parts.length / 500);
  const merges = mesh.pathNormalization !== 'NONE' && mesh.pathNormalization !== 'BASE';
  return parts
    .filter((_, index) => index % step === 0)
    .filter(({ path, pathWithQuery = path }) => pathWithQuery?.split('?')[0] === path)
    .filter(({ path }) => !merges || path === '//' || !path?.includes('//'))
    .flatMap((part): Call[] => {
      const tcp = tcpCall(part);
      return plane === 'ztunnel' ? [tcp] : [{ ...COMPLETE, ...REQUEST, ...part, chain: 'http' }, tcp];
    });
}

function join(a: Partial<Call>, b: Partial<Call>): Partial<Call> {
  return a.headers && b.headers ? { ...a, headers: { ...a.headers, ...b.headers } } : { ...a, ...b };
}

function tcpCall({ principal, sourceAddress, destinationAddress, port, sni }: Partial<Call>): Call {
  return {
    ...COMPLETE,
    ...(principal === undefined ? {} : { principal }),
    ...(sourceAddress === undefined ? {} : { sourceAddress, remoteAddress: sourceAddress }),
    ...(destinationAddress === undefined ? {} : { destinationAddress }),
    ...(port === undefined ? {} : { port }),
    ...(sni === undefined ? {} : { sni }),
    chain: 'tcp',
  };
}
