import type { Severity } from '../model/finding.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';

/** What follows from a value that matches nothing: a hole is critical, an outage a warning. */
export function ifNever(
  { spec }: AuthorizationPolicy,
  negated: boolean,
): { readonly severity: Severity; readonly so: string } {
  switch (spec.action ?? 'ALLOW') {
    case 'ALLOW':
      return negated
        ? { severity: 'critical', so: 'so it excludes nobody, and the rule allows more than it says' }
        : { severity: 'warning', so: 'so nobody gets in by it' };
    case 'DENY':
      return negated
        ? { severity: 'warning', so: 'so it spares nobody, and the rule denies more than it says' }
        : { severity: 'critical', so: 'so nothing is denied by it' };
    default:
      return { severity: 'warning', so: 'so the rule doesn’t see what it is meant to' };
  }
}
