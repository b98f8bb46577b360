import { edgesAt } from '../aggregate/edges.ts';
import { type Operation, operationKey } from '../model/operation.ts';
import type { Recommendation } from '../model/recommendation.ts';
import { workloadId } from '../model/workload.ts';
import { SIZE_LIMITS, type SizeLimits } from '../validate/size-limits.ts';
import { allowedElsewhere } from './allowed-elsewhere.ts';
import { deployedFindings } from './deployed-findings.ts';
import { isEvidence, isVerified } from './evidence.ts';
import { findingsOf } from './findings.ts';
import { fittedPolicy } from './fitted-policy.ts';
import { coarserThan } from './folded.ts';
import { foldedFinding } from './folded-finding.ts';
import { DEFAULT_MESH, type RecommendInput } from './recommend-input.ts';
import { ruleEvidence } from './rule-evidence.ts';
import { STEPS, type Steps } from './steps.ts';
import { withheldAfter, withheldBefore } from './withhold.ts';

/**
 * One policy for one workload, proved against the evidence it was made from, or the reason why there is none.
 * The same operations in any order give the same bytes.
 */
export function recommend(
  input: RecommendInput,
  steps: Steps = STEPS,
  limits: SizeLimits = SIZE_LIMITS,
): Recommendation {
  const { workload, selector, detail, mesh = DEFAULT_MESH, deployed = null, survey = null } = input;
  const operations = inKeyOrder(input.operations);
  const evidence = operations.filter(isEvidence).filter(isVerified);
  const findings = [
    ...selector.findings,
    ...(survey?.findings ?? []),
    ...findingsOf(workload, operations, detail),
    ...(deployed ? deployedFindings(deployed, evidence) : []),
  ];
  const none = { workload: workloadId(workload.key), detail, policy: null, evidence: [] };

  const lacking = withheldBefore({ ...input, operations });
  // Nobody works at what is left out, so nothing of it is pointed at.
  if (lacking?.reason === 'left-out') return { ...none, findings: survey?.findings ?? [], withheld: lacking };
  if (lacking !== null || selector.kind === 'unknown') return { ...none, findings, withheld: lacking };

  const fitted = fittedPolicy(workload.key, selector.matchLabels, evidence, detail, steps, limits);
  const coarser = coarserThan(detail);
  const withheld = withheldAfter(
    input,
    fitted,
    evidence,
    coarser && fittedPolicy(workload.key, selector.matchLabels, evidence, coarser, steps, limits).policy,
  );
  if (withheld !== null) return { ...none, findings, withheld };

  const { policy, folded, unfolded } = fitted;
  findings.push(
    ...foldedFinding(workload.key, evidence, folded, unfolded),
    ...(deployed ? allowedElsewhere(policy, deployed, evidence) : []),
  );
  const edges = edgesAt(operations, detail);
  return { ...none, policy, evidence: ruleEvidence(policy, edges, mesh), findings, withheld: null };
}

function inKeyOrder(operations: readonly Operation[]): Operation[] {
  return operations
    .map((operation) => ({ operation, key: operationKey(operation) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ operation }) => operation);
}
