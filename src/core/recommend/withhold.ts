import type { AllowPolicy } from '../model/policy.ts';
import type { Withheld, WithheldReason } from '../model/recommendation.ts';
import { isEvidence, isVerified, type VerifiedOperation } from './evidence.ts';
import { obstacleOf, trustDomainsOf } from './expressible.ts';
import type { Fitted } from './fitted-policy.ts';
import { flowWords } from './flow-words.ts';
import { detailIn } from './folded.ts';
import { isNamespace } from './name.ts';
import { nameTaken } from './own-policy.ts';
import { proofPoint } from './proof-point.ts';
import { unprovedFlow } from './prove.ts';
import { firstWider } from './prove-coarser.ts';
import { DEFAULT_MESH, type RecommendInput } from './recommend-input.ts';
import { refusalOf } from './refusal.ts';

/** What stands against making a policy at all; the most basic lack first. */
export function withheldBefore(input: RecommendInput): Withheld | null {
  const { workload, selector, operations, deployed, survey } = input;
  if (survey?.withheld?.reason === 'left-out') return { ...survey.withheld, flow: null };
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
  const taken = nameTaken(deployed?.policies ?? [], workload.key);
  if (taken !== null) {
    const why = 'is deployed and isn’t leastpath’s: applying the proposal would replace it. Rename it.';
    return lack('name-taken', `The policy ${taken.metadata.namespace}/${taken.metadata.name} ${why}`);
  }
  if (survey?.withheld) return { ...survey.withheld, flow: null };
  return firstObstacle(input, verified);
}

/**
 * What is wrong with the policy that was made; `coarser`: the one of the next coarser detail, null = none.
 */
export function withheldAfter(
  { workload: { key, plane }, detail, mesh = DEFAULT_MESH }: RecommendInput,
  { policy, folded, excess }: Fitted,
  evidence: readonly VerifiedOperation[],
  coarser: AllowPolicy | null,
): Withheld | null {
  if (excess !== null) return lack('too-large', `The policy would have ${excess}.`);
  const point = proofPoint(policy, plane, mesh);
  const unproved =
    unprovedFlow(policy, evidence, detailIn(folded, detail), point) ??
    (coarser && firstWider(policy, coarser, mesh));
  if (unproved !== null) {
    return {
      reason: 'unproved',
      why: `The proof found a flow that the policy gets wrong: ${unproved.why}. This is a bug.`,
      flow: flowWords(key, unproved.flow),
    };
  }
  const refusal = refusalOf(policy);
  if (refusal === null) return null;
  return lack('unproved', `Istio would not take the policy as it is meant: ${refusal} This is a bug.`);
}

/** Of several obstacles always the same one is named, whatever the order of the operations. */
function firstObstacle(
  { workload, detail, mesh = DEFAULT_MESH }: RecommendInput,
  evidence: readonly VerifiedOperation[],
): Withheld | null {
  const trustDomains = trustDomainsOf(mesh);
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
