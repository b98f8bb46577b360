import type { Verdict } from '../evaluate/evaluate.ts';
import type { Outcome } from '../model/flow.ts';
import type { FlowLine } from '../model/flow-line.ts';
import type { Counts } from '../model/operation.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { type WorkloadId, workloadId } from '../model/workload.ts';
import { addTo, type CallGroup, callGroups } from './call-groups.ts';
import { flowOfCall } from './flow-of-call.ts';
import { judgeOf } from './judge.ts';
import { type JudgedCall, judgeRecorded } from './judge-recorded.ts';
import type { RecordedCall, ShownCall } from './recorded-call.ts';
import { MOST_GROUPS } from './review-limits.ts';
import type { Subject } from './subject.ts';

export type Change = 'newly-denied' | 'newly-allowed' | 'undecided';

/** Recorded calls of one kind that two sets of policies judge differently. */
export interface RecordedChange extends ShownCall {
  readonly workload: WorkloadId;
  readonly change: Change;
  readonly counts: Counts;
  /** ms; null = not said. */
  readonly lastSeen: number | null;
  readonly from: Verdict;
  readonly to: Verdict;
  readonly flow: FlowLine | null;
}

interface Changed {
  readonly change: Change;
  readonly from: JudgedCall;
  readonly to: JudgedCall;
}

/** One kind of call of one subject, judged once by both sets and counted often. */
export interface CountedChange {
  readonly subject: Subject;
  readonly recorded: RecordedCall;
  /** null = both judge it alike. */
  readonly changed: Changed | null;
  /** undefined = not looked for yet; null = overflow. */
  group: CallGroup<Changed> | null | undefined;
}

export interface ChangeTally {
  judge(subject: Subject): (recorded: RecordedCall) => CountedChange;
  /** Both sets judge it alike: nothing of it is shown. */
  isPlain(counted: CountedChange): boolean;
  /** `time`: ms. */
  count(counted: CountedChange, outcome: Outcome, count: number, time: number | null): void;
  /** `overflow`: changed calls that found no room. */
  changes(): { readonly items: readonly RecordedChange[]; readonly overflow: number };
}

/** Counts the recorded calls that fall in the difference of two sets of policies. */
export function changeTally(
  from: readonly AuthorizationPolicy[],
  to: readonly AuthorizationPolicy[],
): ChangeTally {
  const groups = callGroups<Changed>(MOST_GROUPS);
  let overflow = 0;
  return {
    judge(subject) {
      const [before, after] = [judgeOf(from, subject), judgeOf(to, subject)];
      return (recorded) => {
        const judged = { from: judgeRecorded(recorded, before), to: judgeRecorded(recorded, after) };
        const change = changeOf(judged.from, judged.to);
        return { subject, recorded, changed: change && { change, ...judged }, group: undefined };
      };
    },

    isPlain: ({ changed }) => changed === null,

    count(counted, outcome, count, time) {
      const { changed, subject, recorded } = counted;
      if (changed === null) return;
      if (counted.group === undefined) {
        counted.group = groups.find(changed.change, subject, recorded, changed);
      }
      if (counted.group) addTo(counted.group, outcome, count, time);
      else overflow += count;
    },

    changes: () => ({ items: groups.all().map(recordedChange), overflow }),
  };
}

function changeOf(from: JudgedCall, to: JudgedCall): Change | null {
  if (from.verdict === to.verdict) return null;
  if (from.verdict === 'unknown' || to.verdict === 'unknown') return 'undecided';
  return to.verdict === 'deny' ? 'newly-denied' : 'newly-allowed';
}

function recordedChange({ subject, example, judged, counts, lastSeen }: CallGroup<Changed>): RecordedChange {
  const { change, from, to } = judged;
  // Of a template's paths the one that is refused now or before shows the difference.
  const shown = change === 'newly-allowed' ? from : to;
  return {
    workload: workloadId(subject.workload),
    ...example.shown,
    change,
    counts: { ...counts },
    lastSeen,
    from: verdictOf(from),
    to: verdictOf(to),
    flow: shown.judgement && shown.call && flowOfCall(shown.call, shown.judgement.point, subject.workload),
  };
}

function verdictOf({ verdict, judgement }: JudgedCall): Verdict {
  return { verdict, by: judgement?.by ?? null };
}
