import type { EnforcementPoint } from '../../../src/core/model/enforcement-point.ts';
import type {
  AuthorizationPolicy,
  Condition,
  PolicyOperation,
  Rule,
  Source,
} from '../../../src/core/model/policy.ts';
import { addressIn } from './address-in.ts';
import type { Draft } from './draft.ts';
import { meetPath, meetText } from './meet-text.ts';
import type { Random } from './random.ts';
import { ACCOUNTS, NAMESPACES, TRUST_DOMAINS } from './words.ts';

/** What a rule is met with. */
interface Meeting {
  readonly random: Random;
  readonly draft: Draft;
  readonly policy: AuthorizationPolicy;
  readonly point: EnforcementPoint;
}

/** Moves the draft towards one entry each of `from` and `to` and all of `when`; `not…` is left to chance. */
export function meetRule(meeting: Meeting, rule: Rule): void {
  const { random } = meeting;
  if (rule.from !== undefined) meetSource(meeting, random.pick(rule.from).source);
  if (rule.to !== undefined) meetOperation(meeting, random.pick(rule.to).operation);
  for (const condition of rule.when ?? []) meetCondition(meeting, condition);
}

function meetSource(meeting: Meeting, source: Source): void {
  const { random } = meeting;
  const one = (values: readonly string[] | undefined, meet: (meeting: Meeting, value: string) => void) => {
    if (values !== undefined) meet(meeting, random.pick(values));
  };
  one(source.principals, meetPrincipal);
  one(source.namespaces, meetNamespace);
  one(source.serviceAccounts, meetAccount);
  one(source.trustDomains, meetTrustDomain);
  one(source.ipBlocks, meetPeer);
  one(source.remoteIpBlocks, meetRemote);
}

function meetOperation({ random, draft }: Meeting, operation: PolicyOperation): void {
  const { hosts, ports, methods, paths } = operation;
  if (hosts !== undefined) draft.host = meetText(random.pick(hosts), random.pick(['a', '80', 'cart']));
  if (ports !== undefined) draft.port = Number(random.pick(ports));
  if (methods !== undefined) draft.method = meetMethod(random, random.pick(methods));
  if (paths !== undefined) draft.path = meetPath(random, random.pick(paths));
}

function meetMethod(random: Random, value: string): string {
  const fitting = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'PROPFIND'].filter((method) =>
    value.startsWith('*') ? method.endsWith(value.slice(1)) : method.startsWith(value.replace(/\*$/, '')),
  );
  return fitting.length > 0 ? random.pick(fitting) : value;
}

function meetPrincipal({ random, draft, point: { mesh } }: Meeting, value: string): void {
  const met = meetText(
    value,
    value.startsWith('*/') ? random.pick(TRUST_DOMAINS) : random.pick(['x', 'web', 'td1/ns/foo/sa/web']),
  );
  const stands =
    met.startsWith('cluster.local/') || mesh.aliases.some((alias) => met.startsWith(`${alias}/`));
  draft.principal =
    stands && random.chance(0.7)
      ? random.pick([mesh.trustDomain, ...mesh.aliases]).replace('*', 'old') + met.slice(met.indexOf('/'))
      : met;
}

/** Changes one part of the identity; an anonymous one gets all. */
function identify(meeting: Meeting, part: { domain?: string; namespace?: string; account?: string }): void {
  const { random, draft } = meeting;
  const parts = /^([^/]*)\/ns\/([^/]*)\/sa\/(.*)$/.exec(draft.principal ?? '') ?? [];
  const domain = part.domain ?? parts[1] ?? random.pick(TRUST_DOMAINS);
  const namespace = part.namespace ?? parts[2] ?? random.pick(NAMESPACES);
  draft.principal = `${domain}/ns/${namespace}/sa/${part.account ?? parts[3] ?? random.pick(ACCOUNTS)}`;
}

function meetNamespace(meeting: Meeting, value: string): void {
  identify(meeting, { namespace: value.replaceAll('*', meeting.random.pick(['', 'o', 'shop'])) || 'shop' });
}

function meetAccount(meeting: Meeting, value: string): void {
  const [account = '', namespace = meeting.policy.metadata.namespace] = value.split('/').reverse();
  identify(meeting, { namespace, account });
}

function meetTrustDomain(meeting: Meeting, value: string): void {
  identify(meeting, { domain: meetText(value, meeting.random.pick(['td1', '.x', 'al'])) });
}

function meetPeer({ random, draft }: Meeting, block: string): void {
  draft.address = addressIn(random, block);
}

/** By X-Forwarded-For, or without, as the peer. */
function meetRemote({ random, draft }: Meeting, block: string): void {
  const address = addressIn(random, block);
  if (random.chance(0.5)) draft.address = address;
  else draft.headers['x-forwarded-for'] = random.pick(['', '192.0.2.55, ', 'unknown,']) + address;
}

/** By key; a condition that no request can meet on purpose isn't here. */
const CONDITIONS: Readonly<Record<string, (meeting: Meeting, value: string) => void>> = {
  'source.ip': meetPeer,
  'remote.ip': meetRemote,
  'source.namespace': meetNamespace,
  'source.principal': meetPrincipal,
  'source.serviceAccount': meetAccount,
  'source.trustDomain': meetTrustDomain,
  'destination.ip': ({ random, draft }, value) => {
    draft.destination = addressIn(random, value);
  },
  'destination.port': ({ draft }, value) => {
    draft.port = Number(value);
  },
  'connection.sni': ({ random, draft }, value) => {
    draft.sni = meetText(value, random.pick(['a', 'www.example.com']));
  },
};

function meetCondition(meeting: Meeting, { key, values }: Condition): void {
  if (values === undefined) return;
  const value = meeting.random.pick(values);
  const header = /^request\.headers\[(.*)\]$/.exec(key)?.[1];
  if (header !== undefined) meetHeader(meeting, header, value);
  else CONDITIONS[key]?.(meeting, value);
}

function meetHeader({ random, draft }: Meeting, name: string, value: string): void {
  const met = meetText(value, random.pick(['', 'x', 'team']));
  if (name === 'host') draft.host = met || 'cart';
  else if (name === ':method') draft.method = meetMethod(random, value);
  else if (name === ':path') draft.path = meetPath(random, value);
  else draft.headers[random.chance(0.3) ? name.toUpperCase() : name] = met;
}
