import type { OperationKey } from '../model/operation.ts';
import type { AuthorizationPolicy, PolicyOperation, Rule } from '../model/policy.ts';
import { matchesMethod, matchesPorts } from './match-operation.ts';
import { matchesFrom } from './match-source.ts';
import { isOnChain } from './on-chain.ts';
import { containsPath } from './path-pattern.ts';

/**
 * Does the policy allow *every* call of an operation, i.e. every path of its template? An unknown method or
 * path of an HTTP operation stands for any. Never a false yes; a no where only several rules together would
 * do.
 */
export function admits(policy: AuthorizationPolicy, key: OperationKey): boolean {
  return policy.spec.rules.some((rule) => ruleAdmits(rule, key));
}

/** The same of a single rule. */
export function ruleAdmits(rule: Rule, key: OperationKey): boolean {
  if (!isOnChain(rule, key.protocol) || !matchesFrom(rule, key.caller.principal)) return false; // X2; F3
  const to = rule.to ?? [];
  return to.length === 0 || to.some(({ operation }) => operationAdmits(operation, key)); // F4, F5; F3
}

function operationAdmits(operation: PolicyOperation, key: OperationKey): boolean {
  return (
    matchesPorts(operation.ports, key.port) &&
    covers(operation.methods, key.method, matchesMethod) &&
    covers(operation.paths, key.path, containsPath)
  );
}

function covers(
  values: readonly string[] | undefined,
  text: string | null,
  contains: (pattern: string, text: string) => boolean,
): boolean {
  if (values === undefined || values.length === 0) return true; // F4: no field, no condition
  return text !== null && values.some((value) => contains(value, text));
}
