import {
  type AnyMatches,
  destinationIp,
  filterMetadata,
  header,
  namespaces,
  ports,
  principals,
  remoteIp,
  serviceAccounts,
  sni,
  sourceIp,
  token,
  trustDomains,
  unreadable,
} from './attribute-matches.ts';

/** S15: what a `when` key asks for. */
export interface ConditionKey {
  readonly matchesAny: AnyMatches;
  /** X1: there is no such thing on a TCP chain. */
  readonly httpOnly: boolean;
}

const KEYS: Readonly<Record<string, AnyMatches>> = {
  'source.ip': sourceIp,
  'remote.ip': remoteIp,
  'source.namespace': namespaces,
  'source.serviceAccount': serviceAccounts,
  'source.trustDomain': trustDomains,
  'source.principal': principals,
  'destination.ip': destinationIp,
  'destination.port': ports,
  'connection.sni': sni,
};

const TOKEN_KEYS = new Set(['request.auth.principal', 'request.auth.audiences', 'request.auth.presenter']);

/** S15; null = no key that Istio knows, so it drops the rule. */
export function conditionKey(key: string): ConditionKey | null {
  const plain = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  if (plain !== undefined) return { matchesAny: plain, httpOnly: false };
  if (TOKEN_KEYS.has(key)) return { matchesAny: token, httpOnly: true };
  // Istio looks at how these begin, and only then for a name in brackets.
  const [, stem = '', name] =
    /^(request\.headers|request\.auth\.claims|experimental\.envoy\.filters\.)(.*)$/s.exec(key) ?? [];
  if (stem === '' || name === undefined) return null;
  const isNamed = name.includes('[') && name.endsWith(']') && (name.startsWith('[') || stem === FILTERS);
  return { matchesAny: isNamed ? namedMatches(stem, name) : unreadable, httpOnly: stem !== FILTERS };
}

const FILTERS = 'experimental.envoy.filters.';

function namedMatches(stem: string, name: string): AnyMatches {
  if (stem === FILTERS) return filterMetadata;
  return stem === 'request.headers' ? header(name.slice(1, -1)) : token;
}
