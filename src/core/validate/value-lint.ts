import type { AuthorizationPolicy } from '../model/policy.ts';
import type { LintContext, PolicyFinding } from './policy-finding.ts';
import type { StatedValue } from './stated-values.ts';

/** Looks at one value; its path is added by who asks. null = nothing to say. */
export type ValueLint = (
  stated: StatedValue,
  policy: AuthorizationPolicy,
  context: LintContext,
) => Omit<PolicyFinding, 'path'> | null;

/** Looks at the policy as a whole. */
export type PolicyLint = (policy: AuthorizationPolicy, context: LintContext) => readonly PolicyFinding[];
