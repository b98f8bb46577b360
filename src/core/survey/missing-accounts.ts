import { type AuthorizationPolicy, policyName, type Source } from '../model/policy.ts';
import { isPrincipal, principalParts } from '../model/principal.ts';
import type { ClusterSurvey } from './survey-of.ts';

/**
 * W4: service accounts that policies name exactly and that aren't there: `shop/web-only: shop/wep`. None where they
 * aren't listed, and none of other trust domains.
 */
export function missingAccounts(policies: readonly AuthorizationPolicy[], survey: ClusterSurvey): string[] {
  const listed = survey.view?.serviceAccounts;
  if (!listed) return [];
  const known = new Set(listed.map(({ namespace, name }) => `${namespace}/${name}`));
  const { trustDomain, aliases } = survey.mesh;
  const own = new Set(['cluster.local', trustDomain, ...aliases]);
  return policies.flatMap((policy) =>
    sourcesOf(policy)
      .flatMap((source) => accountsOf(source, policy.metadata.namespace, own))
      .filter((account) => !known.has(account))
      .map((account) => `${policyName(policy)}: ${account}`),
  );
}

function sourcesOf({ spec }: AuthorizationPolicy): Source[] {
  return (spec.rules ?? []).flatMap(({ from = [] }) => from.map(({ source }) => source));
}

/** `namespace/name` of those that are written without a star. */
function accountsOf(source: Source, namespace: string, trustDomains: ReadonlySet<string>): string[] {
  const { principals = [], serviceAccounts = [] } = source;
  const exact = principals.filter((value) => !value.includes('*')).filter(isPrincipal);
  return [
    ...exact
      .map(principalParts)
      .filter(({ trustDomain }) => trustDomains.has(trustDomain))
      .map((parts) => `${parts.namespace}/${parts.serviceAccount}`),
    ...serviceAccounts.map((value) => (value.includes('/') ? value : `${namespace}/${value}`)), // S5
  ];
}
