import type { AllowPolicy } from '../model/policy.ts';
import { lintPolicy } from '../validate/lint-policy.ts';
import { validatePolicy } from '../validate/validate-policy.ts';
import { draftOf } from './draft.ts';

/**
 * Why the policy must not leave: the API server or Istio's webhook would refuse it, or it, or its draft, does
 * what nobody wants (T6: some templates crash the proxy). null = all take it.
 */
export function refusalOf(policy: AllowPolicy): string | null {
  const draft = draftOf(policy);
  const [error] = [...validatePolicy(policy), ...validatePolicy(draft)];
  if (error !== undefined) return `${error.path}: ${error.message}`;
  const critical = lintPolicy(policy).find(({ severity }) => severity === 'critical');
  return critical === undefined ? null : `${critical.path}: ${critical.title}. ${critical.why}`;
}
