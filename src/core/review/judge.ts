import type { Call } from '../evaluate/call.ts';
import { compile } from '../evaluate/compile.ts';
import type { Verdict } from '../evaluate/evaluate.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Subject } from './subject.ts';

export interface Judgement extends Verdict {
  /** Whose answer it is: a call that any pod would refuse is refused. */
  readonly point: EnforcementPoint;
  /** Unknown because the answer depends on labels that aren't known. */
  readonly byLabels: boolean;
}

export type Judge = (call: Call) => Judgement;

const WORST: readonly Verdict['verdict'][] = ['deny', 'unknown', 'allow'];

/** Takes the policies apart once for each point of the subject. */
export function judgeOf(policies: readonly AuthorizationPolicy[], { points, pointIs }: Subject): Judge {
  const proxies = points.map((point) => ({ point, ask: compile(policies, point) }));
  const [only] = proxies;
  if (only !== undefined && proxies.length === 1) {
    return (call) => ({ ...only.ask(call), point: only.point, byLabels: false });
  }
  return (call) => {
    const answers = proxies.map(({ point, ask }) => ({ ...ask(call), point }));
    const worst = answers.reduce((a, b) => (WORST.indexOf(b.verdict) < WORST.indexOf(a.verdict) ? b : a));
    const agreed = answers.every(({ verdict }) => verdict === worst.verdict);
    if (agreed || pointIs === 'each') return { ...worst, byLabels: false };
    const byLabels = answers.every(({ verdict }) => verdict !== 'unknown');
    return { verdict: 'unknown', by: null, point: worst.point, byLabels };
  };
}
