import type { EnforcementPoint } from '../../../src/core/model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../../../src/core/model/policy.ts';
import { type Draft, flowOfDraft } from './draft.ts';
import type { SentFlow } from './judge-line.ts';
import { meetRule } from './meet-rule.ts';
import { changeOne } from './near-flow.ts';
import type { Random } from './random.ts';
import { randomSegments } from './random-value.ts';
import {
  ACCOUNTS,
  DESTINATIONS,
  DESTINATIONS_V6,
  HEADER_VALUES,
  HEADERS,
  HOSTS,
  HTTP2_METHODS,
  METHODS,
  NAMESPACES,
  PEERS,
  PEERS_V6,
  PORTS,
  SERVER_NAMES,
} from './words.ts';

/** A flow moved towards a rule of the policies, and mostly away from it again in one attribute or two. */
export function randomFlow(
  random: Random,
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
): SentFlow {
  const draft = randomDraft(random, point);
  const rules = policies.flatMap((policy) =>
    (policy.spec.rules ?? []).map((rule) => ({
      policy,
      rule,
      isAllow: (policy.spec.action ?? 'ALLOW') === 'ALLOW',
    })),
  );
  const allowing = rules.filter(({ isAllow }) => isAllow);
  const aims = allowing.length > 0 && random.chance(0.75) ? allowing : rules;
  if (aims.length > 0 && random.chance(0.95)) {
    const { policy, rule } = random.pick(aims);
    meetRule({ random, draft, policy, point }, rule);
  }
  for (let changes = random.pick([0, 0, 0, 1, 1, 1, 2]); changes > 0; changes -= 1) changeOne(random, draft);
  return flowOfDraft(sendable(random, draft));
}

function randomDraft(random: Random, { mesh }: EnforcementPoint): Draft {
  const isV6 = random.chance(0.03);
  const sent = random.some(HEADERS, 0, 2).map((name) => [name, random.pick(HEADER_VALUES)] as const);
  return {
    principal: random.chance(0.92)
      ? `${mesh.trustDomain}/ns/${random.pick(NAMESPACES)}/sa/${random.pick(ACCOUNTS)}`
      : null,
    address: random.pick(isV6 ? PEERS_V6 : PEERS),
    destination: random.pick(isV6 ? DESTINATIONS_V6 : DESTINATIONS),
    port: random.pick(PORTS),
    sni: random.chance(0.6) ? random.pick(SERVER_NAMES) : null,
    protocol: random.chance(0.15) ? random.pick(['tcp', 'tls']) : 'http',
    http2: random.chance(0.1),
    method: random.pick(METHODS),
    path: randomSegments(random, 1, 3),
    host: random.pick(HOSTS),
    headers: Object.fromEntries(sent),
  };
}

/** What no client could send, or Envoy refuses for other reasons than the path, is made ordinary. */
function sendable(random: Random, draft: Draft): Draft {
  const isV6 = draft.address.includes(':');
  const host = /^[\w.-]+(:\d+)?$/.test(draft.host) ? draft.host : 'localhost';
  const needsHttp2 = HTTP2_METHODS.includes(draft.method) || /[^!-~]/.test(draft.path);
  const http2 = draft.http2 || needsHttp2;
  const path = draft.path.replace(/^http:\/\/[^/]*/, http2 ? '' : `http://${host}`);
  return {
    ...draft,
    principal: draft.principal?.replaceAll('*', 'x') ?? null,
    destination:
      isV6 === draft.destination.includes(':')
        ? draft.destination
        : random.pick(isV6 ? DESTINATIONS_V6 : DESTINATIONS),
    method: /^[A-Za-z-]+$/.test(draft.method) ? draft.method : random.pick(METHODS),
    // HTTP/2 has no absolute form, and no path that begins otherwise.
    path: http2 && !path.startsWith('/') ? `/${path}` : path,
    http2,
    host,
    sni: draft.sni === null || /^[\w.-]*\w$/.test(draft.sni) ? draft.sni : 'www.example.com',
    headers: Object.fromEntries(
      Object.entries(draft.headers).filter(([name]) => !(http2 && name.toLowerCase() === 'cookie')),
    ),
  };
}
