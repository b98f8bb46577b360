import { GATEWAY_NAME } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';

/**
 * The labels that decide which of the policies reach a proxy (K1–K3): two proxies that differ in others alone, such as
 * a rollout's hash, are judged alike.
 */
export function askedLabelKeys(policies: readonly AuthorizationPolicy[]): string[] {
  const selected = policies.flatMap(({ spec }) => Object.keys(spec.selector?.matchLabels ?? {}));
  const isTargeted = policies.some(({ spec }) => spec.targetRefs !== undefined);
  return [...new Set(isTargeted ? [GATEWAY_NAME, ...selected] : selected)];
}
