import { attachedTo } from '../evaluate/attached.ts';
import type { Outcome } from '../model/flow.ts';
import { type AuthorizationPolicy, policyName } from '../model/policy.ts';
import { type WorkloadId, workloadId } from '../model/workload.ts';
import { addTo, type CallGroup, callGroups } from './call-groups.ts';
import { type Judge, judgeOf } from './judge.ts';
import { type JudgedCall, judgeRecorded } from './judge-recorded.ts';
import type { RecordedCall } from './recorded-call.ts';
import { MOST_GROUPS, MOST_WORKLOADS } from './review-limits.ts';
import { type ReviewedGroup, reviewedGroup } from './reviewed-group.ts';
import type { Subject } from './subject.ts';

export interface VerdictCounts {
  readonly allow: number;
  readonly deny: number;
  readonly unknown: number;
}

export interface WorkloadSums {
  readonly workload: WorkloadId;
  /** What these policies say of evidence, and of calls that were denied when they were recorded. */
  readonly evidence: VerdictCounts;
  readonly denied: VerdictCounts;
  /** Calls that proved nothing: counted, not judged. */
  readonly failed: number;
}

/** What a set of policies would do to recorded traffic. */
export interface Review {
  /** Evidence that would be denied. */
  readonly denied: readonly ReviewedGroup[];
  /** Calls that were denied when they were recorded and would be let in. */
  readonly allowed: readonly ReviewedGroup[];
  /** Evidence of which it can't be said. */
  readonly unknown: readonly ReviewedGroup[];
  /** Calls that found no room among the groups above. */
  readonly overflow: { readonly denied: number; readonly allowed: number; readonly unknown: number };
  /** Policies that pick none of the workloads that were judged, `namespace/name`. */
  readonly unattached: readonly string[];
  /** In the order of their ids. */
  readonly workloads: readonly WorkloadSums[];
  readonly totals: Omit<WorkloadSums, 'workload'>;
}

/** One kind of call of one subject, judged once and counted often. */
export interface Counted {
  readonly subject: Subject;
  readonly recorded: RecordedCall;
  readonly judged: JudgedCall;
  readonly sums: Sums;
  /** undefined = not looked for yet; null = overflow. */
  group: CallGroup<JudgedCall> | null | undefined;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Sums {
  readonly evidence: Mutable<VerdictCounts>;
  readonly denied: Mutable<VerdictCounts>;
  failed: number;
}

export interface ReviewTally {
  /** Takes the policies apart for the subject; what it gives judges each of its recorded calls. */
  judge(subject: Subject): (recorded: RecordedCall) => Counted;
  /** Nothing of it is shown, it only adds to the sums. */
  isPlain(counted: Counted, outcome: Outcome): boolean;
  /** `time`: ms. */
  count(counted: Counted, outcome: Outcome, count: number, time: number | null): void;
  /** Explains each group by its example. */
  review(): Review;
}

export function reviewTally(policies: readonly AuthorizationPolicy[]): ReviewTally {
  const lists = { denied: groups(), allowed: groups(), unknown: groups() };
  const overflow = { denied: 0, allowed: 0, unknown: 0 };
  const sums = new Map<WorkloadId, Sums>();
  const attached = new Set<AuthorizationPolicy>();

  function sumsOf(id: WorkloadId): Sums {
    const key = sums.has(id) || sums.size < MOST_WORKLOADS ? id : OTHERS;
    const known = sums.get(key) ?? noSums();
    sums.set(key, known);
    return known;
  }

  return {
    judge(subject) {
      const ask: Judge = judgeOf(policies, subject);
      const own = sumsOf(workloadId(subject.workload));
      for (const point of subject.points) {
        for (const policy of attachedTo(policies, point)) attached.add(policy);
      }
      return (recorded) => {
        return { subject, recorded, judged: judgeRecorded(recorded, ask), sums: own, group: undefined };
      };
    },

    isPlain: ({ judged }, outcome) => listOf(outcome, judged.verdict) === null,

    count(counted, outcome, count, time) {
      const { verdict } = counted.judged;
      if (outcome === 'failed') counted.sums.failed += count;
      else counted.sums[outcome === 'ok' ? 'evidence' : 'denied'][verdict] += count;
      const list = listOf(outcome, verdict);
      if (list === null) return;
      const { subject, recorded, judged } = counted;
      if (counted.group === undefined) {
        counted.group = lists[list].find(kindOf(judged), subject, recorded, judged);
      }
      if (counted.group) addTo(counted.group, outcome, count, time);
      else overflow[list] += count;
    },

    review() {
      const list = (name: ListName) => lists[name].all().map((group) => reviewedGroup(policies, group));
      const workloads = [...sums]
        .map(([workload, { evidence, denied, failed }]) => ({ workload, evidence, denied, failed }))
        .toSorted((a, b) => (a.workload < b.workload ? -1 : 1));
      return {
        denied: list('denied'),
        allowed: list('allowed'),
        unknown: list('unknown'),
        overflow: { ...overflow },
        unattached: policies.filter((policy) => !attached.has(policy)).map(policyName),
        workloads,
        totals: totalOf(workloads),
      };
    },
  };
}

type ListName = 'denied' | 'allowed' | 'unknown';
const OTHERS: WorkloadId = '(other workloads)/-/-';

function groups() {
  return callGroups<JudgedCall>(MOST_GROUPS);
}

/** A kind of call is in one list at most, whatever outcomes it has. */
function listOf(outcome: Outcome, verdict: JudgedCall['verdict']): ListName | null {
  if (outcome === 'ok' && verdict !== 'allow') return verdict === 'deny' ? 'denied' : 'unknown';
  return outcome === 'denied' && verdict === 'allow' ? 'allowed' : null;
}

function kindOf({ judgement, part }: JudgedCall): string {
  const by = judgement?.by;
  return `${by?.policy ?? ''}\n${by?.rule ?? ''}\n${part === null ? '' : 'part'}`;
}

function noSums(): Sums {
  return {
    evidence: { allow: 0, deny: 0, unknown: 0 },
    denied: { allow: 0, deny: 0, unknown: 0 },
    failed: 0,
  };
}

function totalOf(workloads: readonly WorkloadSums[]): Omit<WorkloadSums, 'workload'> {
  const total = noSums();
  for (const { evidence, denied, failed } of workloads) {
    for (const verdict of ['allow', 'deny', 'unknown'] as const) {
      total.evidence[verdict] += evidence[verdict];
      total.denied[verdict] += denied[verdict];
    }
    total.failed += failed;
  }
  return total;
}
