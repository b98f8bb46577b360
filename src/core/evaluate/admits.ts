import type { OperationKey } from '../model/operation.ts';
import type { AllowPolicy, PolicyOperation, Rule } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';
import { isAsked } from './field.ts';
import { containsPath } from './path-pattern.ts';
import { parsePort } from './port-value.ts';
import { matchesPresent, matchesValue } from './value-pattern.ts';

/**
 * Does a proposed policy allow *every* call of an operation, i.e. every path of its template? An unknown
 * method or path of an HTTP operation stands for any. It reads the fields that leastpath writes, with
 * principals as they stand. Never a false yes; a no where only several rules together would do.
 */
export function admits(policy: AllowPolicy, key: OperationKey): boolean {
  return policy.spec.rules.some((rule) => ruleAdmits(rule, key));
}

/** The same of a single rule. */
export function ruleAdmits(rule: Rule, key: OperationKey): boolean {
  if (key.protocol === 'tcp' && (rule.to ?? []).some(({ operation }) => hasHttpField(operation)))
    return false; // X2
  if (!admitsCaller(rule, key.caller.principal)) return false; // F3
  const to = rule.to ?? [];
  return to.length === 0 || to.some(({ operation }) => operationAdmits(operation, key)); // F4, F5; F3
}

/** Does a rule's `from` admit this caller? `null` is a caller without a verified peer. */
export function admitsCaller(rule: Rule, principal: Principal | null): boolean {
  const from = rule.from ?? [];
  if (from.length === 0) return true; // F4, F5: a missing `from` is any source, and an empty one is missing
  return from.some(({ source: { principals } }) => {
    if (!isAsked(principals)) return true; // F4: no field, no condition
    return principal !== null && principals.some((value) => matchesValue(value, principal)); // M1, S3
  });
}

/** X1, as far as leastpath writes such fields. */
function hasHttpField({ methods, paths }: PolicyOperation): boolean {
  return isAsked(methods) || isAsked(paths);
}

function operationAdmits({ ports, methods, paths }: PolicyOperation, key: OperationKey): boolean {
  return (
    (!isAsked(ports) || ports.some((value) => parsePort(value) === key.port)) && // S11
    covers(methods, key.method, matchesPresent) && // S8
    covers(paths, key.path, containsPath)
  );
}

function covers(
  values: readonly string[] | undefined,
  text: string | null,
  contains: (pattern: string, text: string) => boolean,
): boolean {
  if (!isAsked(values)) return true; // F4: no field, no condition
  return text !== null && values.some((value) => contains(value, text));
}
