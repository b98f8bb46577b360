import type { PolicySet, RejectedPolicy, UnreadableDocument } from '../core/review/policy-set.ts';
import type { Review, WorkloadSums } from '../core/review/review.ts';
import { policyNotes, reviewNotes } from '../core/review/review-notes.ts';
import { reviewView } from '../http/simulate-views.ts';
import type { TrafficReport } from './check-traffic.ts';
import { errorWords } from './error-words.ts';

/** What `check --output json` prints. */
export interface CheckAnswer extends ReturnType<typeof reviewView> {
  readonly policies: {
    readonly judged: number;
    readonly dryRun: readonly string[];
    readonly rejected: readonly RejectedPolicy[];
    readonly unreadable: readonly UnreadableDocument[];
    readonly unattached: readonly string[];
    readonly otherKinds: number;
  };
  readonly traffic: {
    readonly calls: number;
    readonly lines: number;
    readonly unreadable: number;
    readonly firstUnreadable: readonly { readonly where: string; readonly reason: string }[];
    readonly sourceRows: number;
    readonly noCall: number;
    /** What couldn't be read at all, or not to its end. */
    readonly failures: readonly string[];
  };
  readonly workloads: readonly WorkloadSums[];
  readonly notes: readonly string[];
}

export function checkAnswer(set: PolicySet, review: Review, traffic: TrafficReport): CheckAnswer {
  const { policies, dryRun, rejected, unreadable, otherKinds } = set;
  const { calls, lines, left, failures, firstUnreadable } = traffic;
  return {
    ...reviewView(review),
    policies: {
      ...{ judged: policies.length, dryRun, rejected, unreadable, otherKinds },
      unattached: review.unattached,
    },
    traffic: {
      ...{ calls, lines, unreadable: traffic.unreadable, firstUnreadable, ...left },
      failures: failures.map(errorWords),
    },
    workloads: review.workloads,
    notes: [...policyNotes(set), ...reviewNotes(review, left)],
  };
}

/**
 * 3 where a document or traffic couldn't be read, else 1 where evidence would be denied or Istio would refuse a
 * policy (`strict`: also where it can't be said).
 */
export function checkExit({ policies, traffic, totals }: CheckAnswer, strict: boolean): number {
  if (policies.unreadable.length > 0 || traffic.failures.length > 0) return 3;
  if (policies.rejected.length > 0 || totals.evidence.deny > 0) return 1;
  return strict && totals.evidence.unknown > 0 ? 1 : 0;
}
