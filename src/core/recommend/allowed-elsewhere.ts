import { comparePolicies } from '../compare/compare-policies.ts';
import type { Call } from '../evaluate/call.ts';
import { compile } from '../evaluate/compile.ts';
import type { Finding } from '../model/finding.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { type WorkloadKey, workloadId } from '../model/workload.ts';
import { callWords } from './call-words.ts';
import { type Deployed, isAllow } from './deployed.ts';
import type { VerifiedOperation } from './evidence.ts';
import { isReplaced } from './own-policy.ts';
import { probesNear } from './probes.ts';

export const ALLOWED_ELSEWHERE = 'allowed-elsewhere';

/** Deployed ALLOW policies that stay beside the proposal and have rules of their own. */
export function otherAllows({ workload, kinds }: Deployed): AuthorizationPolicy[] {
  const allows = kinds.flatMap(({ enforced }) =>
    enforced.filter((one) => isAllow(one) && !isReplaced(one, workload) && (one.spec.rules ?? []).length > 0),
  );
  return [...new Set(allows)];
}

/**
 * V3: ALLOW policies add up, so the proposal tightens nothing that another one allows. Only asks about calls
 * near to what was seen: what it finds is so, what it misses an exact comparison may still find.
 */
export function allowedElsewhere(
  policy: AuthorizationPolicy,
  deployed: Deployed,
  evidence: readonly VerifiedOperation[],
): Finding[] {
  const others = otherAllows(deployed);
  if (others.length === 0) return [];
  const proposed = compile([policy], deployed.point);
  for (const { point } of deployed.kinds) {
    const elsewhere = compile(others, point);
    for (const probe of probesNear(evidence)) {
      const { verdict, by } = elsewhere(probe);
      if (verdict !== 'allow' || by === null || proposed(probe).verdict !== 'deny') continue;
      return [allowedElsewhereFinding(deployed.workload, by, probe)];
    }
  }
  return [];
}

/** The same, decided exactly: dear, so only where somebody asks. `bound`: as `comparePolicies` has it. */
export function allowedElsewhereExactly(
  policy: AuthorizationPolicy,
  deployed: Deployed,
  bound?: number,
): Finding[] {
  const others = otherAllows(deployed);
  if (others.length === 0) return [];
  for (const { point } of deployed.kinds) {
    const { differences } = comparePolicies([policy], [policy, ...others], point, bound);
    for (const { change, to, witness } of differences) {
      if (change === 'newly-allowed' && to.by !== null) {
        return [allowedElsewhereFinding(deployed.workload, to.by, witness)];
      }
    }
  }
  return [];
}

/** `by`: the policy and rule that allow the witness, which the proposal would deny. */
function allowedElsewhereFinding(
  workload: WorkloadKey,
  by: { readonly policy: string; readonly rule: number | null },
  witness: Call,
): Finding {
  const rule = by.rule === null ? '' : ` (rule ${by.rule})`;
  return {
    id: ALLOWED_ELSEWHERE,
    severity: 'warning',
    workload: workloadId(workload),
    title: 'Another policy allows what the proposal would deny',
    why: `ALLOW policies add up: beside ${by.policy}${rule} the proposal closes less than it seems.`,
    whatToDo: 'Take away what it allows too much, once the proposal is enforced.',
    rows: [`${by.policy}${rule} allows ${callWords(workload, witness)}`],
  };
}
