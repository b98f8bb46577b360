import type { Change, RecordedChange } from '../core/review/change-tally.ts';
import type { SubjectComparison } from '../core/review/compare-subjects.ts';
import type { PolicySet, RejectedPolicy, UnreadableDocument } from '../core/review/policy-set.ts';
import { policyNotes } from '../core/review/review-notes.ts';
import { timeOrNull } from '../http/views.ts';
import type { TrafficReport } from './check-traffic.ts';
import { errorWords } from './error-words.ts';

/** What `compare --output json` prints. */
export interface CompareAnswer {
  readonly from: SideAnswer;
  readonly to: SideAnswer;
  readonly workloads: readonly (SubjectComparison & { readonly recorded: readonly RecordedItem[] })[];
  /** Recorded calls that found no room in the lists. */
  readonly overflow: number;
  readonly totals: Readonly<Record<Change, number>> & { readonly equal: number };
  /** What of the traffic couldn't be read; null = none was given. */
  readonly traffic: { readonly calls: number; readonly failures: readonly string[] } | null;
  readonly notes: readonly string[];
}

interface SideAnswer {
  readonly policies: number;
  readonly dryRun: readonly string[];
  readonly rejected: readonly RejectedPolicy[];
  readonly unreadable: readonly UnreadableDocument[];
}

type RecordedItem = Omit<RecordedChange, 'lastSeen'> & { readonly lastSeen: string | null };

export interface CompareInput {
  readonly from: PolicySet;
  readonly to: PolicySet;
  readonly compared: readonly SubjectComparison[];
  readonly recorded: { readonly items: readonly RecordedChange[]; readonly overflow: number };
  readonly traffic: TrafficReport | null;
  /** Workloads past the number that is compared. */
  readonly dropped: number;
}

export function compareAnswer(input: CompareInput): CompareAnswer {
  const { from, to, compared, recorded, traffic, dropped } = input;
  const recordedBy = Map.groupBy(recorded.items.map(recordedItem), ({ workload }) => workload);
  const differences = compared.flatMap((one) => one.differences);
  const count = (change: Change) => differences.filter((one) => one.change === change).length;
  return {
    from: sideAnswer(from),
    to: sideAnswer(to),
    workloads: compared.map((one) => ({ ...one, recorded: recordedBy.get(one.workload) ?? [] })),
    overflow: recorded.overflow,
    totals: {
      equal: compared.filter(({ equal }) => equal).length,
      'newly-denied': count('newly-denied'),
      'newly-allowed': count('newly-allowed'),
      undecided: compared.filter(({ undecided }) => undecided.length > 0).length + dropped,
    },
    traffic: traffic && { calls: traffic.calls, failures: traffic.failures.map(errorWords) },
    notes: [
      ...policyNotes(from).map((note) => `from: ${note}`),
      ...policyNotes(to).map((note) => `to: ${note}`),
      ...(dropped > 0 ? [`${dropped} workloads more than are compared at once were left out`] : []),
    ],
  };
}

export interface Accepted {
  readonly allowNew: boolean;
  readonly allowUndecided: boolean;
}

/**
 * 3 where something couldn't be read; else 1 where something is newly denied, or newly allowed or undecided and
 * that isn't accepted, or Istio would refuse a policy of the new set.
 */
export function compareExit({ from, to, totals, traffic }: CompareAnswer, accepted: Accepted): number {
  if (from.unreadable.length + to.unreadable.length + (traffic?.failures.length ?? 0) > 0) return 3;
  if (totals['newly-denied'] > 0 || to.rejected.length > 0) return 1;
  if (totals['newly-allowed'] > 0 && !accepted.allowNew) return 1;
  return totals.undecided > 0 && !accepted.allowUndecided ? 1 : 0;
}

function sideAnswer({ policies, dryRun, rejected, unreadable }: PolicySet): SideAnswer {
  return { policies: policies.length, dryRun, rejected, unreadable };
}

function recordedItem(change: RecordedChange): RecordedItem {
  return { ...change, lastSeen: timeOrNull(change.lastSeen) };
}
