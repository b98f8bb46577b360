import type { Call } from '../evaluate/call.ts';

/** What a condition asks a call for. */
export interface Attribute {
  /** How a sentence names it. */
  readonly noun: string;
  /** Where a flow line says it. */
  readonly flowKey: string;
  /**
   * How far a rule is off that misses it, one bit each: it weighs more than all lighter ones together, so a
   * rule that is wrong about the path alone is nearer than one that is wrong about the caller alone.
   */
  readonly weight: number;
  /** As text; null = the call has none. */
  of(call: Call): string | null;
}

const PRINCIPAL = /^(.*?)\/ns\/([^/]*)\/(?:.+\/)?sa\/([^/]*)/;

function caller(noun: string, part: (found: RegExpExecArray) => string | undefined): Attribute {
  return {
    noun,
    flowKey: 'source.principal',
    weight: 512,
    of({ principal }) {
      const found = PRINCIPAL.exec(principal ?? '');
      return (found === null ? principal : part(found)) ?? null;
    },
  };
}

const PRINCIPAL_ITSELF: Attribute = {
  ...caller('caller', () => undefined),
  of: ({ principal }) => principal ?? null,
};
const NAMESPACE = caller("caller's namespace", ([, , namespace]) => namespace);
const SERVICE_ACCOUNT = caller(
  "caller's service account",
  ([, , namespace, account]) => `${namespace}/${account}`,
);
const TRUST_DOMAIN = caller("caller's trust domain", ([, trustDomain]) => trustDomain);
const TOKEN: Attribute = { noun: 'token', flowKey: 'an accepted token', weight: 256, of: () => null };
const ADDRESS: Attribute = {
  noun: 'source address',
  flowKey: 'source.address',
  weight: 128,
  of: ({ sourceAddress }) => sourceAddress ?? null,
};
const REMOTE_ADDRESS: Attribute = {
  noun: 'remote address',
  flowKey: 'source.remoteAddress',
  weight: 128,
  // S12: on a TCP chain nothing says who it was but the peer.
  of: ({ chain, sourceAddress, remoteAddress }) => (chain === 'tcp' ? sourceAddress : remoteAddress) ?? null,
};
const DESTINATION: Attribute = {
  noun: 'destination address',
  flowKey: 'destination.address',
  weight: 64,
  of: ({ destinationAddress }) => destinationAddress ?? null,
};
const PORT: Attribute = {
  noun: 'port',
  flowKey: 'destination.port',
  weight: 32,
  of: ({ port }) => `${port}`,
};
const SNI: Attribute = { noun: 'SNI', flowKey: 'connection.sni', weight: 16, of: ({ sni }) => sni ?? null };
const HOST: Attribute = { noun: 'host', flowKey: 'request.host', weight: 8, of: ({ host }) => host ?? null };
const METHOD: Attribute = {
  noun: 'method',
  flowKey: 'request.method',
  weight: 4,
  of: ({ method }) => method ?? null,
};
const PATH: Attribute = { noun: 'path', flowKey: 'request.path', weight: 2, of: ({ path }) => path ?? null };

/** By the fields of `source` and `operation` and the keys of `when` (F2, S15). */
const KNOWN: Readonly<Record<string, Attribute>> = {
  principals: PRINCIPAL_ITSELF,
  'source.principal': PRINCIPAL_ITSELF,
  namespaces: NAMESPACE,
  'source.namespace': NAMESPACE,
  serviceAccounts: SERVICE_ACCOUNT,
  'source.serviceAccount': SERVICE_ACCOUNT,
  trustDomains: TRUST_DOMAIN,
  'source.trustDomain': TRUST_DOMAIN,
  requestPrincipals: TOKEN,
  ipBlocks: ADDRESS,
  'source.ip': ADDRESS,
  remoteIpBlocks: REMOTE_ADDRESS,
  'remote.ip': REMOTE_ADDRESS,
  'destination.ip': DESTINATION,
  ports: PORT,
  'destination.port': PORT,
  'connection.sni': SNI,
  hosts: HOST,
  methods: METHOD,
  paths: PATH,
};

/** The attribute behind a field without its `not`, or behind the key of a `when`. */
export function attributeOf(field: string): Attribute {
  const known = KNOWN[field];
  if (known !== undefined) return known;
  if (field.startsWith('request.auth.')) return TOKEN;
  return field.startsWith('request.headers[') ? header(field) : other(field);
}

function header(key: string): Attribute {
  const name = key.slice('request.headers['.length, -1);
  return {
    noun: `header ${name}`,
    flowKey: key,
    weight: 1,
    of({ headers, method, path, pathWithQuery, host }) {
      const lower = name.toLowerCase();
      if (lower === ':method') return method ?? null;
      if (lower === ':path') return pathWithQuery ?? path ?? null;
      if (lower === ':authority' || lower === 'host') return host ?? null;
      return headers?.[lower]?.join(', ') ?? null;
    },
  };
}

function other(key: string): Attribute {
  return { noun: key, flowKey: key, weight: 1, of: () => null };
}
