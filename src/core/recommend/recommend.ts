import { edgesAt } from '../aggregate/edges.ts';
import { type Operation, operationKey } from '../model/operation.ts';
import type { Recommendation } from '../model/recommendation.ts';
import { workloadId } from '../model/workload.ts';
import { isEvidence, isVerified } from './evidence.ts';
import { findingsOf } from './findings.ts';
import { policyOf } from './policy-of.ts';
import type { RecommendInput } from './recommend-input.ts';
import { ruleEvidence } from './rule-evidence.ts';
import { STEPS, type Steps } from './steps.ts';
import { withheldAfter, withheldBefore } from './withhold.ts';

/**
 * One policy for one workload, proved against the evidence it was made from, or the reason why there is none.
 * The same operations in any order give the same bytes.
 */
export function recommend(input: RecommendInput, steps: Steps = STEPS): Recommendation {
  const { workload, selector, detail } = input;
  const operations = inKeyOrder(input.operations);
  const findings = [...selector.findings, ...findingsOf(workload, operations, detail)];
  const none = { workload: workloadId(workload.key), detail, policy: null, evidence: [], findings };

  const lacking = withheldBefore({ ...input, operations });
  if (lacking !== null || selector.kind === 'unknown') return { ...none, withheld: lacking };

  const evidence = operations.filter(isEvidence).filter(isVerified);
  const policy = policyOf(workload.key, selector.matchLabels, evidence, detail, steps);
  const withheld = withheldAfter(workload.key, policy, evidence, detail);
  if (withheld !== null) return { ...none, withheld };

  return { ...none, policy, evidence: ruleEvidence(policy, edgesAt(operations, detail)), withheld: null };
}

function inKeyOrder(operations: readonly Operation[]): Operation[] {
  return operations
    .map((operation) => ({ operation, key: operationKey(operation) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ operation }) => operation);
}
