import type { Draft } from './draft.ts';
import { changePath } from './near-path.ts';
import type { Random } from './random.ts';
import {
  ACCOUNTS,
  DESTINATIONS,
  HEADER_VALUES,
  HEADERS,
  HOSTS,
  HTTP2_METHODS,
  METHODS,
  NAMESPACES,
  PEERS,
  PORTS,
  SERVER_NAMES,
  TRUST_DOMAINS,
} from './words.ts';

type Change = (random: Random, draft: Draft) => void;

const CHANGES: readonly Change[] = [
  changePath,
  changePath,
  changePath,
  changeIdentity,
  changeIdentity,
  changeMethod,
  changeHost,
  changeHeader,
  changeForwarded,
  changeServerName,
  (random, draft) => {
    draft.port = random.pick(PORTS);
  },
  (random, draft) => {
    draft.address = random.pick(PEERS);
  },
  (random, draft) => {
    draft.destination = random.pick(DESTINATIONS);
  },
  (random, draft) => {
    draft.protocol = random.pick(['tcp', 'tls', 'http', 'grpc']);
  },
];

/** Changes one attribute: what decides must be missed by little. */
export function changeOne(random: Random, draft: Draft): void {
  random.pick(CHANGES)(random, draft);
}

function changeIdentity(random: Random, draft: Draft): void {
  const [domain, namespace, account] = [TRUST_DOMAINS, NAMESPACES, ACCOUNTS].map((list) => random.pick(list));
  const old = draft.principal;
  if (old === null) {
    draft.principal = `${domain}/ns/${namespace}/sa/${account}`;
    return;
  }
  draft.principal = random.pick([
    null,
    old.replace(/^[^/]*/, () => domain ?? ''),
    old.replace(/\/ns\/[^/]*/, `/ns/${namespace}`),
    old.replace(/\/sa\/.*/, `/sa/${account}`),
    `${old}x`,
    old.slice(0, -1),
    old.replace(/(\/ns\/[^/]*)/, '$1x'),
    old.replace('.', 'X'),
    old.toUpperCase(),
    old.replace('/ns/', '/ns/x/'),
    `${old}/y`,
  ]);
}

function changeMethod(random: Random, draft: Draft): void {
  draft.http2 = random.chance(0.4);
  draft.method = random.pick(draft.http2 ? [...METHODS, ...HTTP2_METHODS] : METHODS);
}

function changeHost(random: Random, draft: Draft): void {
  const { host } = draft;
  draft.host = random.pick([
    host.includes(':') ? host.replace(/:.*/, '') : `${host}:8080`,
    `${host.replace(/:.*/, '')}:80`,
    host.toUpperCase(),
    host.toLowerCase(),
    `a.${host}`,
    `${host}x`,
    host.slice(host.indexOf('.') + 1),
    random.pick(HOSTS),
  ]);
}

function changeHeader(random: Random, draft: Draft): void {
  const sent = Object.keys(draft.headers).filter((name) => name !== 'x-forwarded-for');
  const name = sent.length > 0 ? random.pick(sent) : random.pick(HEADERS);
  const old = [draft.headers[name] ?? random.pick(HEADER_VALUES)].flat().join('') || 'a';
  const other = random.pick(HEADER_VALUES);
  const changed = random.pick([
    null,
    '',
    `${old}x`,
    other,
    old.toUpperCase(),
    [old, other],
    [other, old],
    [old, ''],
    `${old},${other}`,
  ]);
  if (changed === null) delete draft.headers[name];
  else draft.headers[name] = changed;
}

function changeForwarded(random: Random, draft: Draft): void {
  const [first, last] = random.some(PEERS, 2, 2);
  draft.headers['x-forwarded-for'] = random.pick([
    first ?? '',
    `${first}, ${last}`,
    `${first},${last}`,
    [first ?? '', last ?? ''],
    `x, ${last}`,
    `${first}, x`,
    `${first}:80`,
    'fd00:1::9',
    '',
    `${first}, `,
  ]);
}

function changeServerName(random: Random, draft: Draft): void {
  draft.sni = random.pick([
    null,
    draft.sni?.toUpperCase() ?? 'A.b',
    `${draft.sni ?? ''}x`,
    random.pick(SERVER_NAMES),
  ]);
}
