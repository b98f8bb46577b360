import type { PolicyOperation, Source } from '../model/policy.ts';

/** What a condition looks at. */
export type Attribute =
  | { readonly kind: 'principal' | 'namespace' | 'serviceAccount' | 'trustDomain' }
  | { readonly kind: 'sourceIp' | 'remoteIp' | 'destinationIp' | 'port' | 'sni' | 'host' | 'method' | 'path' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'token' | 'other'; readonly key: string };

/** Fields of a source or an operation with their twins (F2). */
export const SOURCE_FIELDS: readonly (readonly [keyof Source, keyof Source, Attribute])[] = [
  ['principals', 'notPrincipals', { kind: 'principal' }],
  ['requestPrincipals', 'notRequestPrincipals', { kind: 'token', key: 'requestPrincipals' }],
  ['namespaces', 'notNamespaces', { kind: 'namespace' }],
  ['serviceAccounts', 'notServiceAccounts', { kind: 'serviceAccount' }],
  ['ipBlocks', 'notIpBlocks', { kind: 'sourceIp' }],
  ['remoteIpBlocks', 'notRemoteIpBlocks', { kind: 'remoteIp' }],
  ['trustDomains', 'notTrustDomains', { kind: 'trustDomain' }],
];

export const OPERATION_FIELDS: readonly (readonly [
  keyof PolicyOperation,
  keyof PolicyOperation,
  Attribute,
])[] = [
  ['hosts', 'notHosts', { kind: 'host' }],
  ['ports', 'notPorts', { kind: 'port' }],
  ['methods', 'notMethods', { kind: 'method' }],
  ['paths', 'notPaths', { kind: 'path' }],
];

const WHEN: Readonly<Record<string, Attribute>> = {
  'source.ip': { kind: 'sourceIp' },
  'remote.ip': { kind: 'remoteIp' },
  'source.namespace': { kind: 'namespace' },
  'source.serviceAccount': { kind: 'serviceAccount' },
  'source.trustDomain': { kind: 'trustDomain' },
  'source.principal': { kind: 'principal' },
  'destination.ip': { kind: 'destinationIp' },
  'destination.port': { kind: 'port' },
  'connection.sni': { kind: 'sni' },
  'request.auth.principal': { kind: 'token', key: 'requestPrincipals' },
};

const TOKEN_KEYS = new Set(['request.auth.audiences', 'request.auth.presenter']);

/** Behind a key of `when` (S15); null = there is no such key. */
export function whenAttribute(key: string): Attribute | null {
  if (Object.hasOwn(WHEN, key)) return WHEN[key] ?? null;
  const header = /^request\.headers\[(.*)\]$/.exec(key)?.[1];
  if (header !== undefined) return { kind: 'header', name: header.toLowerCase() };
  if (TOKEN_KEYS.has(key) || key.startsWith('request.auth.claims')) return { kind: 'token', key };
  if (key.startsWith('experimental.envoy.filters.')) return { kind: 'other', key };
  return null;
}

/** F4: these conditions go with each `to` entry, all others with each `from` entry. */
export function goesWithTo({ kind }: Attribute): boolean {
  return kind === 'destinationIp' || kind === 'port' || kind === 'sni' || kind === 'other';
}

/** X1: not there on a TCP chain. */
export function isHttpOnly({ kind }: Attribute): boolean {
  return kind === 'host' || kind === 'method' || kind === 'path' || kind === 'header' || kind === 'token';
}
