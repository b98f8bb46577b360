import type { Call } from '../evaluate/call.ts';
import type { Verdict } from '../evaluate/evaluate.ts';

export type Change = 'newly-denied' | 'newly-allowed';

/** A call that one set of policies allows and the other denies: the smallest for these deciding rules. */
export interface Difference {
  readonly change: Change;
  readonly witness: Call;
  readonly from: Verdict;
  readonly to: Verdict;
}

/** Both lists empty = the two sets judge all calls alike. */
export interface Comparison {
  /** What is newly denied comes first. */
  readonly differences: readonly Difference[];
  /** Why there may be more differences: sentences. */
  readonly undecided: readonly string[];
}
