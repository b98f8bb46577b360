import type { Detail } from '../model/flow.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Withheld, WithheldReason } from '../model/recommendation.ts';
import type { WorkloadKey } from '../model/workload.ts';
import { isEvidence, isVerified, type VerifiedOperation } from './evidence.ts';
import { obstacleOf } from './expressible.ts';
import { flowWords } from './flow-words.ts';
import { excessOf } from './limits.ts';
import { isNamespace } from './name.ts';
import { unprovedFlow } from './prove.ts';
import type { RecommendInput } from './recommend-input.ts';

/** What stands against making a policy at all; the most basic lack first. */
export function withheldBefore(input: RecommendInput): Withheld | null {
  const { workload, selector, operations } = input;
  const evidence = operations.filter(isEvidence);
  if (evidence.length === 0) return lack('no-evidence', 'Nothing was seen to succeed yet.');
  if (evidence.every(({ reporter }) => reporter === 'source')) {
    return lack('source-only', 'Only callers report it; what they say of themselves is not verified.');
  }
  const verified = evidence.filter(isVerified);
  if (verified.length === 0) {
    return lack('no-verified-caller', 'No caller has a verified identity that a rule could name.');
  }
  if (selector.kind === 'unknown') {
    return lack('selector-unknown', selector.findings[0]?.why ?? 'No labels select the workload.');
  }
  if (!isNamespace(workload.key.namespace)) {
    return lack('inexpressible', 'The namespace’s name is none that Kubernetes takes.');
  }
  return firstObstacle(input, verified);
}

/** What is wrong with the policy that was made. */
export function withheldAfter(
  workload: WorkloadKey,
  policy: AuthorizationPolicy,
  evidence: readonly VerifiedOperation[],
  detail: Detail,
): Withheld | null {
  const excess = excessOf(policy);
  if (excess !== null) return lack('too-large', `The policy would have ${excess}.`);
  const unproved = unprovedFlow(policy, evidence, detail);
  if (unproved === null) return null;
  return {
    reason: 'unproved',
    why: `The proof found a flow that the policy gets wrong: ${unproved.why}. This is a bug.`,
    flow: flowWords(workload, unproved.flow),
  };
}

/** Of several obstacles always the same one is named, whatever the order of the operations. */
function firstObstacle(
  { workload, detail, trustDomains }: RecommendInput,
  evidence: readonly VerifiedOperation[],
): Withheld | null {
  const found = evidence.flatMap((operation) => {
    const obstacle = obstacleOf(operation, detail, trustDomains);
    return obstacle === null ? [] : [{ ...obstacle, flow: flowWords(workload.key, operation) }];
  });
  const [first] = found.toSorted(
    (a, b) => ORDER.indexOf(a.reason) - ORDER.indexOf(b.reason) || (a.flow < b.flow ? -1 : 1),
  );
  return first === undefined ? null : { ...first, why: `One flow can’t be written as a rule: ${first.why}.` };
}

const ORDER: readonly WithheldReason[] = ['method-unknown', 'path-uncertain', 'inexpressible', 'too-large'];

function lack(reason: WithheldReason, why: string): Withheld {
  return { reason, why, flow: null };
}
