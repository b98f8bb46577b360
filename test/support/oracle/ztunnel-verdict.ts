import { BlockList, isIPv6 } from 'node:net';
import type { SentFlow } from './judge-line.ts';

/** What istiod tells ztunnel of a policy, as JSON has it. */
export interface Authorization {
  readonly name: string;
  readonly namespace: string;
  readonly action?: 'ALLOW' | 'DENY';
  readonly groups?: readonly { readonly rules?: readonly { readonly matches?: readonly Match[] }[] }[];
}

type Text = { exact?: string; prefix?: string; suffix?: string; presence?: unknown };
type Address = { address: string; length?: number };
type Account = { namespace: string; serviceAccount: string };

interface Match {
  readonly namespaces?: Text[];
  readonly notNamespaces?: Text[];
  readonly serviceAccounts?: Account[];
  readonly notServiceAccounts?: Account[];
  readonly principals?: Text[];
  readonly notPrincipals?: Text[];
  readonly sourceIps?: Address[];
  readonly notSourceIps?: Address[];
  readonly destinationIps?: Address[];
  readonly notDestinationIps?: Address[];
  readonly destinationPorts?: number[];
  readonly notDestinationPorts?: number[];
}

/** What ztunnel does with a connection under what it was told (Z1–Z5): read from its source, never run. */
export function ztunnelVerdict(told: readonly Authorization[], flow: SentFlow): 'allow' | 'deny' {
  const those = (action: string) => told.filter((one) => (one.action ?? 'ALLOW') === action);
  const matches = ({ groups = [] }: Authorization) =>
    groups.some(({ rules = [] }) => rules.every((rule) => matchesRule(rule.matches ?? [], flow)));
  if (those('DENY').some(matches)) return 'deny';
  return those('ALLOW').length === 0 || those('ALLOW').some(matches) ? 'allow' : 'deny';
}

/** One that asks nothing matches all; one of which all alternatives were erased matches nothing. */
function matchesRule(alternatives: readonly Match[], flow: SentFlow): boolean {
  return (
    alternatives.length === 0 ||
    alternatives.some((match) => Object.keys(match).length > 0 && matchesAll(match, flow))
  );
}

function matchesAll(match: Match, { source, destination }: SentFlow): boolean {
  const principal = source?.principal ?? null;
  const [, namespace = '', account = ''] = /^[^/]*\/ns\/([^/]*)\/sa\/([^/]*)$/.exec(principal ?? '') ?? [];
  const isAccount = (one: Account) => one.namespace === namespace && one.serviceAccount === account;
  return (
    either(match.namespaces, match.notNamespaces, (one) => fits(one, namespace)) &&
    either(match.principals, match.notPrincipals, (one) => principal !== null && fits(one, principal)) &&
    either(match.serviceAccounts, match.notServiceAccounts, isAccount) &&
    either(match.sourceIps, match.notSourceIps, (one) => contains(one, source?.address ?? '')) &&
    either(match.destinationIps, match.notDestinationIps, (one) =>
      contains(one, destination.address ?? ''),
    ) &&
    either(match.destinationPorts, match.notDestinationPorts, (port) => port === destination.port)
  );
}

function either<T>(
  any: readonly T[] | undefined,
  none: readonly T[] | undefined,
  test: (one: T) => boolean,
): boolean {
  return (any === undefined || any.some(test)) && !none?.some(test);
}

function fits({ exact, prefix, suffix }: Text, text: string): boolean {
  if (exact !== undefined) return text === exact;
  if (prefix !== undefined) return text.startsWith(prefix);
  return suffix === undefined ? text !== '' : text.endsWith(suffix);
}

/** Bytes in network order. */
function contains({ address, length = 0 }: Address, peer: string): boolean {
  const bytes = [...Buffer.from(address, 'base64')];
  const isV6 = bytes.length === 16;
  if (isV6 !== isIPv6(peer)) return false;
  const groups = bytes.flatMap((byte, at) =>
    at % 2 === 0 ? [(byte * 256 + (bytes[at + 1] ?? 0)).toString(16)] : [],
  );
  const block = new BlockList();
  block.addSubnet(isV6 ? groups.join(':') : bytes.join('.'), length, isV6 ? 'ipv6' : 'ipv4');
  return block.check(peer, isV6 ? 'ipv6' : 'ipv4');
}
