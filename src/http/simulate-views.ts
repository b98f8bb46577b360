import type { Nearest } from '../core/explain/explain.ts';
import type { Review } from '../core/review/review.ts';
import type { ReviewedGroup } from '../core/review/reviewed-group.ts';
import type { ReviewedCalls } from './simulate-dto.ts';
import { timeOrNull } from './views.ts';

/** Calls of one kind as JSON. */
export function reviewedCalls(group: ReviewedGroup): ReviewedCalls {
  const { workload, principal, anonymousReason, port, protocol, method, path, count, part, why } = group;
  return {
    ...{ workload, principal, anonymousReason, port, protocol, method, path, count },
    lastSeen: timeOrNull(group.lastSeen),
    by: group.by && { ...group.by },
    ...{ why, part },
    nearest: group.nearest && nearestView(group.nearest),
    flow: group.flow && { ...group.flow },
  };
}

/** The lists of a review, and the calls that found no room in them. */
export function reviewView({ denied, allowed, unknown, overflow, totals }: Review) {
  return {
    denied: denied.map(reviewedCalls),
    allowed: allowed.map(reviewedCalls),
    unknown: unknown.map(reviewedCalls),
    overflow: { ...overflow },
    totals: { evidence: { ...totals.evidence }, denied: { ...totals.denied }, failed: totals.failed },
  };
}

function nearestView({ policy, rule, mismatches }: Nearest): NonNullable<ReviewedCalls['nearest']> {
  return { policy, rule, mismatches: mismatches.map((one) => ({ ...one, expected: [...one.expected] })) };
}
