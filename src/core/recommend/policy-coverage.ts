import type { Detail } from '../model/flow.ts';
import type { WithheldReason } from '../model/recommendation.ts';

export interface CoveredWorkload {
  /** Evidence requests of the last 24 (scaled) hours, and the share of them that the policy allows. */
  readonly lastDayRequests: number;
  readonly policyCoverage: Readonly<Record<Detail, number>>;
  readonly withheld: Readonly<Record<Detail, WithheldReason | null>>;
}

/**
 * Share of the last day's evidence that the recommended policies of these workloads allow, weighted by requests; null =
 * no evidence. What is left out on purpose isn't missing.
 */
export function policyCoverageOf(workloads: readonly CoveredWorkload[], detail: Detail): number | null {
  let allowed = 0;
  let all = 0;
  for (const { withheld, policyCoverage, lastDayRequests } of workloads) {
    if (withheld[detail] === 'left-out') continue;
    allowed += policyCoverage[detail] * lastDayRequests;
    all += lastDayRequests;
  }
  return all === 0 ? null : allowed / all;
}
