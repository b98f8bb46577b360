import { asEnforced } from '../evaluate/as-enforced.ts';
import type { Call } from '../evaluate/call.ts';
import type { Verdict } from '../evaluate/evaluate.ts';
import type { Denial, DeniedCall } from '../model/denial.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import { type AuthorizationPolicy, policyName } from '../model/policy.ts';
import { type Deployed, type DeployedAt, isAllow } from '../recommend/deployed.ts';
import { callOfDenied } from './denied-call.ts';

/** The evaluator's own answer beside what the proxy named. */
export interface JudgedDenial<T extends Verdict = Verdict> {
  readonly denied: DeniedCall;
  /** null = the policies aren't known, or what is known names no single call. */
  readonly answer: T | null;
  /** Refused by the same rule, or for want of one; null = nothing can be said. */
  readonly agrees: boolean | null;
}

/** `compile` or `createExplainer`: what is worked out once for all calls of a point. */
type Ask<T> = (policies: readonly AuthorizationPolicy[], point: EnforcementPoint) => (call: Call) => T;

/**
 * Judges what was refused by the policies deployed, and what dry-run policies would refuse by those alone, as
 * the proxy's shadow does (R2, R3). Pods of one workload may carry different policies: one that answers as the
 * proxy did was the one that was asked. `since`: ms from which the policies are known to be those deployed; of
 * what was last seen earlier only the answer is told.
 */
export function denialJudge<T extends Verdict>(
  deployed: Deployed | null,
  ask: Ask<T>,
  since: number,
): (denied: DeniedCall) => JudgedDenial<T> {
  if (deployed === null) return (denied) => ({ denied, answer: null, agrees: null });
  const kinds = deployed.kinds.map((kind) => createJudge(kind, ask));
  return (denied) => {
    const call = callOfDenied(denied);
    if (call === null) return { denied, answer: null, agrees: null };
    const judged = kinds.map(({ answerOf, agreement }) => {
      const answer = answerOf(denied.denial, call);
      const agrees = denied.lastSeen < since ? null : agreement(denied.denial, answer, call);
      return { denied, answer, agrees };
    });
    return judged.toSorted((a, b) => RANK.indexOf(a.agrees) - RANK.indexOf(b.agrees))[0] as JudgedDenial<T>;
  };
}

const RANK: readonly JudgedDenial['agrees'][] = [true, null, false];

/**
 * Would the call be refused once what is on trial is enforced? Not where an enforced ALLOW let it in, since that
 * goes on doing so. Where the proxy doesn't say (its TCP filter never does), one did if there is one at all (V1).
 */
export function wouldBeDenied({ denial }: DeniedCall, deployed: Deployed | null): boolean {
  const { dryRun, policy, admittedBy } = denial;
  if (!dryRun || policy !== null) return true;
  if (admittedBy === null) return deployed?.kinds.every(({ enforced }) => enforced.some(isAllow)) !== true;
  const admitting = deployed?.policies.find((one) => policyName(one) === admittedBy);
  return admitting?.spec.action === 'AUDIT';
}

function createJudge<T extends Verdict>({ point, enforced, dryRun }: DeployedAt, ask: Ask<T>) {
  const onTrial = asEnforced(dryRun);
  // Taken apart when first asked: most workloads have no denials.
  let inForce: ((call: Call) => T) | null = null;
  let trial: ((call: Call) => T) | null = null;

  function answerOf(denial: Denial, call: Call): T {
    if (denial.dryRun) {
      trial ??= ask(onTrial, point);
      return trial(call);
    }
    inForce ??= ask(enforced, point);
    return inForce(call);
  }

  /** Whether a rule of it may match, for all that was recorded: the proxy knew more of the call. */
  function mayMatch(name: string, denial: Denial, call: Call): boolean {
    const own = (denial.dryRun ? onTrial : enforced).filter((policy) => policyName(policy) === name);
    return ask(own, point)(call).verdict === 'unknown';
  }

  function agreement(denial: Denial, { verdict, by }: Verdict, call: Call): boolean | null {
    const { policy, rule, filter } = denial;
    // What another filter refuses is outside of the language, and so is what a CUSTOM policy asks for.
    if (filter !== null || verdict === 'unknown') return null;
    const same = (by?.policy ?? null) === policy && (rule === null || by?.rule === rule);
    if (verdict === 'deny' && same) return true;
    if (!isCertain(point) || (policy !== null && mayMatch(policy, denial, call))) return null;
    return false;
  }

  return { answerOf, agreement };
}

/** Selectors need labels, and what attaches to a waypoint itself needs its own, which nothing here says (K3). */
function isCertain({ plane, labels }: EnforcementPoint): boolean {
  return plane !== 'waypoint' && Object.keys(labels).length > 0;
}
