import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { Detail } from '../model/flow.ts';
import type { AllowPolicy } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';
import type { VerifiedOperation } from './evidence.ts';
import type { Unproved } from './proof.ts';
import { firstCutOff } from './prove-evidence.ts';
import { firstUnearned } from './prove-grants.ts';
import { firstStranger } from './prove-strangers.ts';

/**
 * The proof before a policy leaves: all that is evidence gets in, nothing is granted that isn't evidence, and
 * strangers stay out. It knows neither the steps nor the rules they made, only the evidence and Istio's
 * semantics. `detailOf`: how fine each caller's rules are to be; `point`: where it is enforced. null =
 * proved.
 */
export function unprovedFlow(
  policy: AllowPolicy,
  evidence: readonly VerifiedOperation[],
  detailOf: (principal: Principal) => Detail,
  point: EnforcementPoint,
): Unproved | null {
  return (
    firstCutOff(policy, evidence, point) ??
    firstUnearned(policy, evidence, detailOf) ??
    firstStranger(policy, evidence, point)
  );
}
