import type { AuthorizationPolicy } from '../../../src/core/model/policy.ts';
import type { Random } from './random.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Mutable = null | boolean | number | string | Mutable[] | { [key: string]: Mutable };

/** What people write by mistake, and what is just within or beyond a rule. */
const VALUES: readonly Json[] = [
  null,
  '',
  ' ',
  '*',
  '**',
  'a*b',
  '*a*',
  0,
  8080,
  true,
  [],
  {},
  [''],
  [null],
  [{}],
  'ALLOW',
  'DENY',
  'AUDIT',
  'CUSTOM',
  'allow',
  '10.0.0.1',
  '10.0.0.1/33',
  '10.0.0.0/08',
  '10.0.0.256',
  'fe80::1%eth0',
  'fe80::1%eth0/64',
  '::ffff:10.0.0.1',
  '10.0.0',
  '1.2.3.4:80',
  '80',
  '080',
  '+80',
  '65536',
  '65535',
  '-1',
  '80-90',
  'http',
  'shop/web/x',
  '/web',
  'web/',
  'shop/*',
  'td/x',
  't*d',
  '/{*}',
  '{*}',
  '/a/{*}/{**}',
  '/{**}/{*}',
  '/{**}/a/{**}',
  '/a{*}',
  '/{name}',
  '/a/{*}.txt',
  '/{*}/b*',
  '//{*}',
  '/a[b]/{*}',
  '/a b/{*}',
  '/%zz/{*}',
  '/a{',
  '}',
  '/{***}',
  '/{*}?x=1',
  '/é/{*}',
  'https://iss/sub',
  'Service',
  'Gateway',
  'GatewayClass',
  'ServiceEntry',
  'Pod',
  'networking.istio.io',
  'gateway.networking.k8s.io',
  'core',
  'x'.repeat(64),
  'x'.repeat(254),
  'x'.repeat(321),
  'Not-Dns',
  'a_b',
  'request.headers[a]',
  'request.headers[]',
  'request.headers',
  'request.headersfoo[a]',
  'request.headers[a',
  'request.auth.claims[a][b]',
  'request.auth.claims[]',
  'request.auth.claims',
  'request.auth.audiences',
  'source.ip',
  'remote.ip',
  'source.user',
  'source.labels[app]',
  'destination.labels[app]',
  'destination.user',
  'destination.port',
  'destination.ip',
  'connection.sni',
  'source.trustDomain',
  'source.serviceAccount',
  'experimental.envoy.filters.a.b[c]',
  'experimental.envoy.filters.a',
  'experimental.envoy.filters.a[b',
  'true',
  'yes',
  'T',
];

const TEXTS = VALUES.filter((value) => typeof value === 'string');

const FIELDS = [
  'principals',
  'notPrincipals',
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'trustDomains',
  'notTrustDomains',
  'requestPrincipals',
  'ipBlocks',
  'remoteIpBlocks',
  'hosts',
  'ports',
  'methods',
  'paths',
  'notPaths',
  'service_accounts',
  'selector',
  'targetRef',
  'targetRefs',
  'provider',
  'action',
  'rules',
  'from',
  'to',
  'when',
  'source',
  'operation',
  'key',
  'values',
  'notValues',
  'matchLabels',
  'name',
  'kind',
  'group',
  'namespace',
  'unknown',
];

/** The policy with one to three things changed somewhere, or none: what Istio would take, or nearly. */
export function mutatedPolicy(random: Random, policy: AuthorizationPolicy): unknown {
  const copy = structuredClone(policy) as unknown as { [key: string]: Mutable };
  if (random.chance(0.05)) mutateMetadata(random, copy.metadata as { [key: string]: Mutable });
  for (let changes = random.pick([1, 1, 1, 2, 3]); changes > 0; changes -= 1) mutateSomewhere(random, copy);
  return copy;
}

function mutateMetadata(random: Random, metadata: { [key: string]: Mutable }): void {
  const annotations: { [key: string]: Mutable } = {};
  annotations['istio.io/dry-run'] = random.pick(['true', 'false', '', 'yes', 'on', '1', 't', 'TRUE', 'tRue']);
  metadata.annotations = annotations;
}

/** Walks down from the spec for a while and changes what it stands on. */
function mutateSomewhere(random: Random, policy: { [key: string]: Mutable }): void {
  let parent: Mutable[] | { [key: string]: Mutable } = policy;
  let key: string | number = 'spec';
  for (;;) {
    const here: Mutable = (parent as { [key: string]: Mutable })[key] ?? null;
    const isInner = typeof here === 'object' && here !== null && Object.keys(here).length > 0;
    if (!isInner || random.chance(0.1)) break;
    parent = here;
    key = Array.isArray(here) ? random.int(here.length) : random.pick(Object.keys(here));
  }
  change(random, parent as { [key: string]: Mutable }, key);
}

function change(random: Random, parent: { [key: string]: Mutable }, key: string | number): void {
  const old = parent[key] ?? null;
  // A text in a text's place gets past the schema.
  const choices = typeof old === 'string' && random.chance(0.85) ? TEXTS : VALUES;
  const value = () => structuredClone(random.pick(choices)) as Mutable;
  switch (random.int(7)) {
    case 0:
    case 1:
      parent[key] = value();
      break;
    case 2:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      break;
    case 3:
      if (!Array.isArray(parent)) delete parent[key];
      parent[Array.isArray(parent) ? key : random.pick(FIELDS)] = old;
      break;
    case 4:
      if (Array.isArray(old)) old.push(value());
      else if (typeof old === 'object' && old !== null)
        old[random.pick(FIELDS)] = random.chance(0.5) ? value() : [value()];
      else parent[key] = [old];
      break;
    case 5:
      if (Array.isArray(old) && old.length > 0)
        parent[key] = Array.from({ length: random.pick([2, 16, 17, 18]) }, () => old[0]!);
      else parent[key] = value();
      break;
    default:
      if (typeof old === 'string')
        parent[key] = random.pick([`${old}*`, `*${old}`, `${old}/`, `${old} `, `${old}{*}`, old.slice(1)]);
      else parent[key] = value();
  }
}
