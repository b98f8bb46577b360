import type { Detail } from '../model/flow.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { VerifiedOperation } from './evidence.ts';
import type { Unproved } from './proof.ts';
import { firstCutOff } from './prove-evidence.ts';
import { firstUnearned } from './prove-grants.ts';
import { firstStranger } from './prove-strangers.ts';

/**
 * The proof before a policy leaves: all that is evidence gets in, nothing is granted that isn't evidence, and
 * strangers stay out. It knows neither the steps nor the rules they made, only the evidence and Istio's
 * semantics. null = proved.
 */
export function unprovedFlow(
  policy: AuthorizationPolicy,
  evidence: readonly VerifiedOperation[],
  detail: Detail,
): Unproved | null {
  return (
    firstCutOff(policy, evidence) ??
    firstUnearned(policy, evidence, detail) ??
    firstStranger(policy, evidence)
  );
}
