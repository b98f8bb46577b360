import { matchesPath } from '../evaluate/path-pattern.ts';
import { matchesValue } from '../evaluate/value-pattern.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import { isPrincipal, principalParts } from '../model/principal.ts';

/** How a value that doesn't match came close; null = it didn't. */
type Look = (value: string, actual: string, point: EnforcementPoint) => string | null;

const CALLER: readonly Look[] = [spiffePrefix, caseDiffers, otherPart];

const LOOKS: Readonly<Record<string, readonly Look[]>> = {
  principals: CALLER,
  'source.principal': CALLER,
  namespaces: [caseDiffers],
  'source.namespace': [caseDiffers],
  serviceAccounts: [otherNamespace],
  'source.serviceAccount': [otherNamespace],
  hosts: [portInHost],
  methods: [caseDiffers],
  paths: [trailingSlash, pathCase, queryInRule, doubleSlash, percentEncoding, innerStar],
  'connection.sni': [upperCaseSni],
};

/**
 * What a person overlooks most often when a rule doesn't match though it looks as if it did: the first hint
 * that one of the values gives.
 */
export function nearMiss(
  subject: string,
  values: readonly string[],
  actual: string,
  point: EnforcementPoint,
): string | null {
  const looks = LOOKS[subject] ?? (subject.startsWith('request.headers[') ? [caseDiffers] : []);
  for (const look of looks) {
    for (const value of values) {
      const hint = look(value, actual, point);
      if (hint !== null) return hint;
    }
  }
  return null;
}

/** S3: Istio adds the scheme itself. */
function spiffePrefix(value: string, actual: string): string | null {
  const bare = value.replace(/^spiffe:\/\//, '');
  return bare !== value && matchesValue(bare, actual)
    ? 'a policy names principals without spiffe://, so this value never matches'
    : null;
}

function otherPart(value: string, actual: string, { plane, mesh }: EnforcementPoint): string | null {
  if (/^cluster\.local\/ns\/[^/]+\/\*$/.test(value) && mesh.trustDomain !== 'cluster.local') {
    return `cluster.local stands for the mesh's trust domain only in values of five parts`; // D3
  }
  if (value.includes('*') || !isPrincipal(value) || !isPrincipal(actual)) return null;
  const [a, b] = [principalParts(value), principalParts(actual)];
  const differs = (['trustDomain', 'namespace', 'serviceAccount'] as const).filter(
    (key) => a[key] !== b[key],
  );
  if (differs.length !== 1) return null;
  if (differs[0] === 'namespace') return `only the namespace differs from ${value}`;
  if (differs[0] === 'serviceAccount') return `only the service account differs from ${value}`;
  const pointer = plane === 'ztunnel' && a.trustDomain === 'cluster.local'; // Z4
  return pointer
    ? "ztunnel takes cluster.local literally, not as the mesh's trust domain"
    : `only the trust domain differs from ${value}`;
}

function otherNamespace(value: string, actual: string): string | null {
  const [namespace = '', account = ''] = actual.split('/');
  const [first = '', second] = value.split('/');
  if (second === undefined) {
    // S5: a value without a slash means the policy's own namespace.
    return first === account
      ? `${first} alone means the policy's namespace, the caller is in ${namespace}`
      : null;
  }
  return second === account ? `only the namespace differs from ${value}` : null;
}

function caseDiffers(value: string, actual: string): string | null {
  return matchesValue(value.toLowerCase(), actual.toLowerCase())
    ? `only the case differs from ${value}`
    : null;
}

/** S7 */
function portInHost(value: string, actual: string): string | null {
  const bare = actual.replace(/:\d+$/, '');
  if (bare !== actual && matchesValue(value.toLowerCase(), bare.toLowerCase())) {
    return value.startsWith('*')
      ? 'the host is compared with its port'
      : `the host is compared with its port: ${value}:* takes any`;
  }
  const named = value.replace(/:(?:\d+|\*)$/, '');
  return named !== value && named.toLowerCase() === actual.toLowerCase()
    ? `the host came without a port: ${named} takes that`
    : null;
}

/** S9 */
function trailingSlash(value: string, actual: string): string | null {
  if (/\/(?:\*|\{\*\}|\{\*\*\})$/.test(value) && matchesPath(value.replace(/\/[^/]*$/, ''), actual)) {
    return `${value} does not take ${actual} itself`;
  }
  const other = actual.endsWith('/') ? actual.slice(0, -1) : `${actual}/`;
  return other !== '' && matchesPath(value, other) ? `only a slash at the end differs from ${value}` : null;
}

function pathCase(value: string, actual: string): string | null {
  return matchesPath(value.toLowerCase(), actual.toLowerCase())
    ? `only the case differs from ${value}`
    : null;
}

/** S9: what is compared has no query. */
function queryInRule(value: string, actual: string): string | null {
  const [path = '', query] = value.split('?');
  return query !== undefined && matchesPath(path, actual) ? 'a path is compared without its query' : null;
}

/** N1 */
function doubleSlash(value: string, actual: string): string | null {
  const merged = actual.replace(/\/{2,}/g, '/');
  return merged !== actual && matchesPath(value, merged) ? 'the path has a double slash' : null;
}

function percentEncoding(value: string, actual: string): string | null {
  const [a, b] = [decoded(value), decoded(actual)];
  if (a === value && b === actual) return null;
  return matchesPath(a, b) ? `only the percent-encoding differs from ${value}` : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % is a character
  }
}

/** S1: a star is a wildcard only at the beginning or the end. */
function innerStar(value: string, actual: string): string | null {
  const [head = '', tail, ...more] = value.split('*');
  if (tail === undefined || tail === '' || head === '' || more.length > 0 || value.includes('{')) return null;
  const between = actual.slice(head.length, -tail.length);
  return actual === head + between + tail && /^[^/]+$/.test(between)
    ? `the star inside ${value} is no wildcard: {*} is`
    : null;
}

/** S14: Envoy lower-cases what the client sent, not what the policy says. */
function upperCaseSni(value: string, actual: string): string | null {
  return value !== value.toLowerCase() && matchesValue(value.toLowerCase(), actual.toLowerCase())
    ? 'an SNI is compared in lower case, so this value never matches'
    : null;
}
