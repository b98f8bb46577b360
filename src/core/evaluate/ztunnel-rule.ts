import type { Action, Condition, PolicyOperation, Rule, Source } from '../model/policy.ts';
import { type AnyMatches, destinationIp, ports, serviceAccounts, sourceIp } from './attribute-matches.ts';
import type { ChainRule } from './chain-rule.ts';
import { isAsked, matchesAttribute } from './field.ts';
import type { Field } from './rule-fields.ts';
import { matchesValue } from './value-pattern.ts';

/**
 * What a rule becomes on its way to ztunnel; null = it isn't sent. An entry with nothing left matches
 * nothing.
 */
export function ztunnelRule(rule: Rule, action: Action): ChainRule | null {
  const { from = [], to = [], when = [] } = rule;
  // Z1: in ALLOW anything that ztunnel can't see drops the rule.
  if (action === 'ALLOW' && hasMore(rule)) return null;
  return [
    // Z2, Z3: elsewhere it is erased, and `trustDomains` are erased everywhere.
    from.map(({ source }) => layer4Source(source)),
    to.map(({ operation }) => layer4Operation(operation)),
    ...when.map((condition) => [layer4Condition(condition)]),
  ];
}

/** Z4, Z5: the identity as it is, whatever the mesh's trust domain. */
const principals: AnyMatches = (values, { principal }) =>
  matchesAttribute(principal, values, (value, one) => value === '*' || matchesValue(value, one));

/** Z5: on the namespace alone; an inner star is a letter. */
const namespaces: AnyMatches = (values, { principal }) =>
  matchesAttribute(principal, values, (value, one) => {
    const namespace = /^[^/]+\/ns\/([^/]+)\/sa\/[^/]+$/.exec(one)?.[1];
    return namespace !== undefined && matchesValue(value, namespace);
  });

function layer4Source(source: Source): Field[] {
  return used([
    field(source.principals, source.notPrincipals, principals),
    field(source.namespaces, source.notNamespaces, namespaces),
    field(source.serviceAccounts, source.notServiceAccounts, serviceAccounts),
    field(source.ipBlocks, source.notIpBlocks, sourceIp),
  ]);
}

function layer4Operation(operation: PolicyOperation): Field[] {
  return used([field(operation.ports, operation.notPorts, ports)]);
}

/** Z1: the keys that ztunnel knows. */
const KEYS: Readonly<Record<string, AnyMatches>> = {
  'source.ip': sourceIp,
  'source.namespace': namespaces,
  'source.principal': principals,
  'destination.ip': destinationIp,
  'destination.port': ports,
};

function layer4Condition({ key, values, notValues }: Condition): Field[] {
  const matchesAny = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  return matchesAny === undefined ? [] : used([field(values, notValues, matchesAny)]);
}

function hasMore({ from = [], to = [], when = [] }: Rule): boolean {
  return (
    to.some(({ operation: o }) =>
      [o.hosts, o.notHosts, o.methods, o.notMethods, o.paths, o.notPaths].some(isAsked),
    ) ||
    from.some(({ source: s }) =>
      [s.remoteIpBlocks, s.notRemoteIpBlocks, s.requestPrincipals, s.notRequestPrincipals].some(isAsked),
    ) ||
    when.some(({ key }) => !Object.hasOwn(KEYS, key))
  );
}

function field(
  values: readonly string[] | undefined,
  notValues: readonly string[] | undefined,
  matchesAny: AnyMatches,
): Field {
  return { values, notValues, matchesAny, httpOnly: false };
}

function used(fields: readonly Field[]): Field[] {
  return fields.filter(({ values, notValues }) => isAsked(values) || isAsked(notValues));
}
