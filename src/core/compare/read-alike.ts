import type { Verdict } from '../evaluate/evaluate.ts';
import { type AuthorizationPolicy, policyName, type Rule } from '../model/policy.ts';
import { isHttpOnly } from './attribute.ts';
import { operationConditions, sourceConditions, whenConditions } from './rule-parts.ts';

/**
 * Does what decided mean the same on HTTP and on TCP chains? If no rule decided, all ALLOW rules of the set must:
 * one that TCP chains don't have admits nothing there (X2, X3).
 */
export function readsAlike(by: Verdict['by'], attached: readonly AuthorizationPolicy[]): boolean {
  const rules = attached.flatMap((policy) => {
    const allows = (policy.spec.action ?? 'ALLOW') === 'ALLOW';
    return (policy.spec.rules ?? []).filter((_, index) =>
      by === null ? allows : policyName(policy) === by.policy && index === by.rule,
    );
  });
  return rules.every((rule) => !hasHttpOnly(rule));
}

function hasHttpOnly(rule: Rule): boolean {
  const conditions = [
    ...(rule.from ?? []).flatMap(({ source }) => sourceConditions(source)),
    ...(rule.to ?? []).flatMap(({ operation }) => operationConditions(operation)),
    ...(whenConditions(rule) ?? []),
  ];
  return conditions.some(({ attribute }) => isHttpOnly(attribute));
}
