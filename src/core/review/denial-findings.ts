import type { Call } from '../evaluate/call.ts';
import type { Finding } from '../model/finding.ts';
import { type WorkloadKey, workloadId } from '../model/workload.ts';
import { denialWords, verdictWords } from './denial-words.ts';
import { callOfDenied } from './denied-call.ts';
import type { JudgedDenial } from './judge-denials.ts';

/** Rows shown of a long list. */
const SHOWN = 20;

export interface DenialReview {
  readonly workload: WorkloadKey;
  /** Those that are recent enough to be acted upon. */
  readonly judged: readonly JudgedDenial[];
  /** Principals that have evidence on the workload. */
  readonly known: ReadonlySet<string>;
  /** Whether the policy that is recommended would let the call in. */
  readonly recommended: (call: Call) => boolean;
}

/** What a reviewer must know of denied calls. They are shown and never learned, whoever made them. */
export function denialFindings({ workload, judged, known, recommended }: DenialReview): Finding[] {
  const isKnown = ({ denied }: JudgedDenial) => {
    if (denied.caller.principal !== null && known.has(denied.caller.principal)) return true;
    const call = callOfDenied(denied);
    return call !== null && recommended(call);
  };
  return [
    ...found(
      workload,
      judged
        .filter((one) => isByPolicy(one) && isKnown(one))
        .map(({ denied }) => denialWords(workload, denied)),
      KNOWN_CALLER_DENIED,
    ),
    ...found(
      workload,
      judged.filter(({ agrees }) => agrees === false).map((one) => disagreementWords(workload, one)),
      EVALUATOR_DISAGREES,
    ),
  ];
}

const KNOWN_CALLER_DENIED = {
  id: 'known-caller-denied',
  severity: 'warning',
  title: 'A policy denies a caller that is known here',
  why:
    'The caller has succeeded at this workload, or the recommended policy would let the call in. Either a policy ' +
    'in force is too narrow for it, or the caller tries what it should not.',
  whatToDo:
    'If the call is meant, change the policy that is named; the workload’s denied calls show the nearest rule. ' +
    'If it is not, ask whoever runs the caller. Nothing is learned from a denied call.',
} as const;

const EVALUATOR_DISAGREES = {
  id: 'evaluator-disagrees',
  severity: 'warning',
  title: 'A proxy judged otherwise than the deployed policies say',
  why:
    'The policies in the inventory are not those that the proxy had (older, newer, incomplete), or leastpath reads ' +
    'one of them wrongly. Until that is settled its other answers about them may be wrong too.',
  whatToDo:
    'Renew the inventory, with the policies of the root namespace and the istio ConfigMap. If the rows stay, ' +
    'compare with the proxy’s own configuration (istioctl proxy-config listeners) and report them as a bug.',
} as const;

function isByPolicy({ denied }: JudgedDenial): boolean {
  const { dryRun, policy, filter } = denied.denial;
  return !dryRun && (filter === null || policy !== null);
}

function disagreementWords(workload: WorkloadKey, { denied, answer }: JudgedDenial): string {
  return `${denialWords(workload, denied)}; the evaluator: ${answer === null ? '' : verdictWords(answer)}`;
}

function found(
  workload: WorkloadKey,
  words: readonly string[],
  finding: Omit<Finding, 'workload' | 'rows'>,
): Finding[] {
  if (words.length === 0) return [];
  const rows = [...new Set(words)].toSorted();
  return [{ ...finding, workload: workloadId(workload), rows: rows.slice(0, SHOWN) }];
}
