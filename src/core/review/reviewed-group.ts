import { attachedTo } from '../evaluate/attached.ts';
import type { Verdict } from '../evaluate/evaluate.ts';
import { explain, type Nearest } from '../explain/explain.ts';
import type { FlowLine } from '../model/flow-line.ts';
import { type AuthorizationPolicy, policyName } from '../model/policy.ts';
import { type WorkloadId, workloadId } from '../model/workload.ts';
import type { CallGroup } from './call-groups.ts';
import { flowOfCall } from './flow-of-call.ts';
import type { JudgedCall } from './judge-recorded.ts';
import type { ShownCall } from './recorded-call.ts';
import type { Subject } from './subject.ts';

/** Calls of one kind, what policies say of them and why, by the example of one. */
export interface ReviewedGroup extends ShownCall {
  readonly workload: WorkloadId;
  readonly count: number;
  /** ms; null = not said. */
  readonly lastSeen: number | null;
  readonly by: Verdict['by'];
  readonly why: string;
  readonly nearest: Nearest | null;
  /** Which of the calls it is said of, in words; null = all. */
  readonly part: string | null;
  /** One of the calls, as `explain --flow` takes it; null = none could be judged. */
  readonly flow: FlowLine | null;
}

export function reviewedGroup(
  policies: readonly AuthorizationPolicy[],
  group: CallGroup<JudgedCall>,
): ReviewedGroup {
  const { subject, example, judged, counts, lastSeen } = group;
  return {
    workload: workloadId(subject.workload),
    ...example.shown,
    count: counts.ok + counts.failed + counts.denied,
    lastSeen,
    part: judged.part,
    ...explained(policies, group),
    flow:
      judged.judgement && judged.call && flowOfCall(judged.call, judged.judgement.point, subject.workload),
  };
}

function explained(
  policies: readonly AuthorizationPolicy[],
  { subject, example, judged }: CallGroup<JudgedCall>,
): Pick<ReviewedGroup, 'by' | 'why' | 'nearest'> {
  const { judgement, call } = judged;
  if (judgement === null || call === null) {
    return { by: null, why: example.unknowable ?? 'nothing is known of it', nearest: null };
  }
  if (judgement.byLabels) return { by: null, why: labelWords(policies, subject), nearest: null };
  const { by, why, nearest } = explain(policies, judgement.point, call);
  return { by, why, nearest };
}

const SHOWN_POLICIES = 3;

function labelWords(policies: readonly AuthorizationPolicy[], { workload, points }: Subject): string {
  const attached = points.map((point) => new Set(attachedTo(policies, point)));
  const disputed = policies.filter((policy) => {
    const times = attached.filter((set) => set.has(policy)).length;
    return times > 0 && times < points.length;
  });
  const names = disputed.slice(0, SHOWN_POLICIES).map(policyName).join(', ');
  const more = disputed.length > SHOWN_POLICIES ? ` and ${disputed.length - SHOWN_POLICIES} more` : '';
  return (
    `it depends on the labels of ${workload.namespace}/${workload.name}, which are not known: ` +
    `${names}${more} select${disputed.length === 1 ? 's' : ''} by labels`
  );
}
