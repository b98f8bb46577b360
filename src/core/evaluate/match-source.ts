import type { Rule, Source } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';
import { matchesValue } from './value-pattern.ts';

/** Does a rule's `from` admit this caller? `null` is a caller without a verified peer. */
export function matchesFrom(rule: Rule, principal: Principal | null): boolean {
  const from = rule.from ?? [];
  if (from.length === 0) return true; // F4, F5: a missing `from` is any source, and an empty one is missing
  return from.some(({ source }) => matchesSource(source, principal)); // F3: entries are OR
}

function matchesSource(source: Source, principal: Principal | null): boolean {
  const principals = source.principals ?? [];
  if (principals.length === 0) return true; // F4: no field, no condition
  if (principal === null) return false; // M1: plaintext satisfies no principal, not even `*`
  return principals.some((value) => matchesValue(value, principal)); // S3; F3: values are OR
}
