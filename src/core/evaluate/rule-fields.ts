import type { Condition, PolicyOperation, Source } from '../model/policy.ts';
import {
  type AnyMatches,
  hosts,
  methods,
  namespaces,
  paths,
  ports,
  principals,
  remoteIp,
  serviceAccounts,
  sourceIp,
  token,
  trustDomains,
} from './attribute-matches.ts';
import { conditionKey } from './condition-key.ts';

/** One field of a rule with its twin (F2): what it asks for, and whether a TCP chain has it (X1). */
export interface Field {
  readonly values: readonly string[] | undefined;
  readonly notValues: readonly string[] | undefined;
  readonly matchesAny: AnyMatches;
  readonly httpOnly: boolean;
}

export function sourceFields(source: Source): Field[] {
  const { principals: p, namespaces: n, serviceAccounts: s, trustDomains: t } = source;
  return [
    { values: p, notValues: source.notPrincipals, matchesAny: principals, httpOnly: false },
    { values: n, notValues: source.notNamespaces, matchesAny: namespaces, httpOnly: false },
    { values: s, notValues: source.notServiceAccounts, matchesAny: serviceAccounts, httpOnly: false },
    { values: t, notValues: source.notTrustDomains, matchesAny: trustDomains, httpOnly: false },
    { values: source.ipBlocks, notValues: source.notIpBlocks, matchesAny: sourceIp, httpOnly: false },
    {
      values: source.remoteIpBlocks,
      notValues: source.notRemoteIpBlocks,
      matchesAny: remoteIp,
      httpOnly: false,
    },
    {
      values: source.requestPrincipals,
      notValues: source.notRequestPrincipals,
      matchesAny: token,
      httpOnly: true,
    },
  ];
}

export function operationFields(operation: PolicyOperation): Field[] {
  return [
    { values: operation.ports, notValues: operation.notPorts, matchesAny: ports, httpOnly: false },
    { values: operation.hosts, notValues: operation.notHosts, matchesAny: hosts, httpOnly: true },
    { values: operation.methods, notValues: operation.notMethods, matchesAny: methods, httpOnly: true },
    { values: operation.paths, notValues: operation.notPaths, matchesAny: paths, httpOnly: true },
  ];
}

/** null = a key that Istio doesn't know (S15). */
export function conditionField({ key, values, notValues }: Condition): Field | null {
  const known = conditionKey(key);
  return known === null ? null : { values, notValues, ...known };
}
