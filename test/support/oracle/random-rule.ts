import type { Action, Condition, PolicyOperation, Rule, Source } from '../../../src/core/model/policy.ts';
import type { Random } from './random.ts';
import type { RandomValue } from './random-value.ts';
import {
  randomBlock,
  randomHeaderValue,
  randomHost,
  randomMethod,
  randomNamespace,
  randomPath,
  randomPort,
  randomPrincipal,
  randomRequestPrincipal,
  randomServerName,
  randomServiceAccount,
  randomTrustDomain,
} from './random-value.ts';
import { DESTINATIONS, HEADERS, PORTS } from './words.ts';

type Fields = Readonly<Record<string, readonly [share: number, value: RandomValue]>>;

const ADDRESSES: Fields = { ipBlocks: [0.15, randomBlock], remoteIpBlocks: [0.12, randomBlock] };
const BY_NAME: Fields = {
  ...ADDRESSES,
  principals: [0.5, randomPrincipal],
  namespaces: [0.2, randomNamespace],
  trustDomains: [0.08, randomTrustDomain],
  requestPrincipals: [0.02, randomRequestPrincipal],
};
/** They exclude principals and namespaces in one source. */
const BY_ACCOUNT: Fields = {
  ...ADDRESSES,
  serviceAccounts: [0.9, randomServiceAccount],
  trustDomains: [0.08, randomTrustDomain],
};
const OPERATION: Fields = {
  hosts: [0.15, randomHost],
  ports: [0.25, randomPort],
  methods: [0.35, randomMethod],
  paths: [0.55, randomPath],
};
const CONDITIONS: Readonly<Record<string, RandomValue>> = {
  'source.ip': randomBlock,
  'remote.ip': randomBlock,
  'source.namespace': randomNamespace,
  'source.principal': randomPrincipal,
  'source.serviceAccount': randomServiceAccount,
  'source.trustDomain': randomTrustDomain,
  'request.auth.principal': randomRequestPrincipal,
  'request.auth.claims[group]': randomHeaderValue,
  'destination.ip': (random) =>
    random.pick([...DESTINATIONS, '10.96.0.0/24', '10.96.0.2/31', 'fd00:96::/120']),
  'destination.port': (random) => String(random.pick(PORTS)),
  'connection.sni': randomServerName,
  'request.headers[:method]': randomMethod,
  'request.headers[host]': randomHost,
  'request.headers[:path]': randomPath,
};
const IDENTITY = /^source\.(namespace|principal|serviceAccount|trustDomain)$|^request\.auth/;

export function randomRule(random: Random, action: Action): Rule {
  const isCustom = action === 'CUSTOM';
  const from = random.chance(0.7)
    ? Array.from({ length: 1 + random.int(3) }, () => ({ source: randomSource(random, isCustom) }))
    : [];
  const to = random.chance(0.75)
    ? Array.from({ length: 1 + random.int(3) }, () => ({
        operation: randomFields(random, OPERATION, 0.15) as PolicyOperation,
      }))
    : [];
  const when = random.chance(0.25)
    ? Array.from({ length: 1 + random.int(2) }, () => randomCondition(random, isCustom))
    : [];
  const filled = from.length + to.length + when.length > 0;
  return {
    ...(from.length > 0 && { from }),
    ...((to.length > 0 || !filled) && {
      to: to.length > 0 ? to : [{ operation: { ports: [randomPort(random)] } }],
    }),
    ...(when.length > 0 && { when }),
  };
}

function randomSource(random: Random, isCustom: boolean): Source {
  // An external provider is asked before the identity is known (W2).
  if (isCustom) return randomFields(random, ADDRESSES, 0.1) as Source;
  const isByAccount = random.chance(0.2);
  const source = randomFields(random, isByAccount ? BY_ACCOUNT : BY_NAME, 0.12) as Source;
  return isByAccount && random.chance(0.1)
    ? { ...source, notServiceAccounts: [randomServiceAccount(random)] }
    : source;
}

/** At least one field; `negative` is the share of `not…` twins. */
function randomFields(random: Random, fields: Fields, negative: number): Record<string, string[]> {
  const chosen: Record<string, string[]> = {};
  while (Object.keys(chosen).length === 0) {
    for (const [field, [share, value]] of Object.entries(fields)) {
      const twin = `not${field[0]?.toUpperCase()}${field.slice(1)}`;
      const values = () => Array.from({ length: 1 + random.int(3) }, () => value(random));
      if (random.chance(share)) chosen[field] = values();
      if (random.chance(share * negative)) chosen[twin] = values();
    }
  }
  return chosen;
}

function randomCondition(random: Random, isCustom: boolean): Condition {
  const header = `request.headers[${random.pick(HEADERS)}]`;
  const other = random.pick(Object.keys(CONDITIONS).filter((key) => !isCustom || !IDENTITY.test(key)));
  const key = random.chance(0.5) ? header : other;
  const value = CONDITIONS[key] ?? randomHeaderValue;
  const values = () => Array.from({ length: 1 + random.int(2) }, () => value(random));
  const isNegative = random.chance(0.2);
  return {
    key,
    ...((!isNegative || random.chance(0.2)) && { values: values() }),
    ...(isNegative && { notValues: values() }),
  };
}
