import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { Action, AuthorizationPolicy } from '../model/policy.ts';
import { attachedTo } from './attached.ts';
import type { Call } from './call.ts';
import type { Match } from './match.ts';
import { matchesRule } from './match-rule.ts';
import { firstOf, type RuleId, ruleId } from './rule-id.ts';

export interface Verdict {
  readonly verdict: 'allow' | 'deny' | 'unknown';
  /** The rule that decided; null = none did. `policy` is `namespace/name`; ztunnel doesn't tell the rule. */
  readonly by: { readonly policy: string; readonly rule: number | null } | null;
}

/**
 * What the proxy at this point does with the call under these policies, of which it takes those that reach it
 * and are no trial. Semantics: Istio's builder and Envoy's RBAC filter, and on ztunnel istiod's conversion
 * and ztunnel.
 */
export function evaluate(
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
  call: Call,
): Verdict {
  const attached = attachedTo(policies, point);
  const those = (action: Action) => attached.filter(({ spec }) => (spec.action ?? 'ALLOW') === action);
  const rest = denyThenAllow(those('DENY'), those('ALLOW'), point, call);
  // V1, X5: what an external service will say isn't known, unless the rest denies anyway. V1: AUDIT decides
  // nothing.
  const asked = point.plane !== 'ztunnel' && anyRule(those('CUSTOM'), point, call).match !== 'no'; // K5
  return asked && rest.verdict === 'allow' ? { verdict: 'unknown', by: null } : rest;
}

function denyThenAllow(
  deny: readonly AuthorizationPolicy[],
  allow: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
  call: Call,
): Verdict {
  const denied = anyRule(deny, point, call);
  if (denied.match === 'yes') return { verdict: 'deny', by: byOf(denied.first, point) }; // V1
  const allowed = anyRule(allow, point, call);
  if (allow.length > 0 && allowed.match === 'no') return { verdict: 'deny', by: null }; // V1, V4
  if (denied.match === 'unknown' || allowed.match === 'unknown') return { verdict: 'unknown', by: null }; // B8
  return { verdict: 'allow', by: byOf(allowed.first, point) }; // V1: also where no ALLOW policy is attached
}

/** V3: all policies of one action are one list. F4, V5, V11: one without rules matches nothing. */
function anyRule(
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
  call: Call,
): { readonly match: Match; readonly first: RuleId | null } {
  let first: RuleId | null = null;
  let unknown = false;
  for (const policy of policies) {
    for (const [index, rule] of (policy.spec.rules ?? []).entries()) {
      const match = matchesRule(policy, rule, point, call);
      if (match === 'yes') first = named(first, ruleId(policy.metadata, index), point);
      if (match === 'unknown') unknown = true;
    }
  }
  if (first !== null) return { match: 'yes', first };
  return { match: unknown ? 'unknown' : 'no', first };
}

/** B7, of the rules that surely match; ztunnel names the first in the order it has them. */
function named(first: RuleId | null, next: RuleId, { plane }: EnforcementPoint): RuleId {
  return plane === 'ztunnel' && first !== null ? first : firstOf(first, next);
}

function byOf(first: RuleId | null, { plane }: EnforcementPoint): Verdict['by'] {
  return first === null ? null : { policy: first.policy, rule: plane === 'ztunnel' ? null : first.rule };
}
