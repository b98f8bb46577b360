import type { PolicyOperation, Rule } from '../model/policy.ts';
import type { Call } from './call.ts';

/** Is there anything left of an ALLOW rule on this filter chain? */
export function isOnChain(rule: Rule, chain: Call['chain']): boolean {
  // X2: on a TCP chain one HTTP-only field anywhere drops the whole rule, its clean `to` entries included.
  return chain === 'http' || !(rule.to ?? []).some(({ operation }) => hasHttpField(operation));
}

/** X1, as far as leastpath writes such fields. */
function hasHttpField(operation: PolicyOperation): boolean {
  return (operation.methods ?? []).length > 0 || (operation.paths ?? []).length > 0;
}
