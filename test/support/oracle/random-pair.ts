import type { EnforcementPoint } from '../../../src/core/model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../../../src/core/model/policy.ts';
import { validatePolicy } from '../../../src/core/validate/validate-policy.ts';
import { editedPolicies } from './edit-policies.ts';
import type { Random } from './random.ts';
import { randomPoint } from './random-point.ts';
import { randomPolicies } from './random-policy.ts';

/** What is deployed, and what would be. */
export interface Pair {
  readonly point: EnforcementPoint;
  readonly from: readonly AuthorizationPolicy[];
  readonly to: readonly AuthorizationPolicy[];
}

/** Two sets of which one is the other after an edit; without CUSTOM, of which nobody can decide anything. */
export function randomPair(random: Random): Pair {
  for (;;) {
    const point = randomPoint(random);
    const from = randomPolicies(random, point);
    const to = editedPolicies(random, from, point);
    const isFit = (policy: AuthorizationPolicy) =>
      policy.spec.action !== 'CUSTOM' && validatePolicy(policy).length === 0;
    if ([...from, ...to].every(isFit)) return { point, from, to };
  }
}
