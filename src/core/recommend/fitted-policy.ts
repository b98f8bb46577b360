import type { Detail } from '../model/flow.ts';
import type { AllowPolicy } from '../model/policy.ts';
import type { Labels, WorkloadKey } from '../model/workload.ts';
import type { SizeLimits } from '../validate/size-limits.ts';
import type { VerifiedOperation } from './evidence.ts';
import { detailIn, type Folded } from './folded.ts';
import { foldings } from './foldings.ts';
import { excessOf } from './limits.ts';
import { grantsOf } from './permissions.ts';
import { policyOf } from './policy-of.ts';
import type { Steps } from './steps.ts';

export interface Fitted {
  readonly policy: AllowPolicy;
  readonly folded: Folded;
  /** In what it would be too large with nobody folded; null = it isn't. */
  readonly unfolded: string | null;
  /** In what it is too large nevertheless; null = it isn't. */
  readonly excess: string | null;
}

/**
 * The policy in the first form that is small enough (L5): a rule for each set of equal callers; then a rule
 * for each set of equal permissions; then both again with those callers coarser that cost most, as few as
 * needed.
 */
export function fittedPolicy(
  workload: WorkloadKey,
  matchLabels: Labels,
  evidence: readonly VerifiedOperation[],
  detail: Detail,
  steps: Steps,
  limits: SizeLimits,
): Fitted {
  let unfolded: string | null | undefined;
  let last: Fitted | null = null;
  for (const folded of foldings(evidence, detail, steps, limits)) {
    const grants = grantsOf(evidence, detailIn(folded, detail), steps);
    for (const grouping of [steps.group, steps.split]) {
      const policy = policyOf(workload, matchLabels, grouping(grants));
      const excess = excessOf(policy, limits);
      if (unfolded === undefined) unfolded = excess;
      last = { policy, folded, unfolded, excess };
      if (excess === null) return last;
    }
  }
  return last!;
}
