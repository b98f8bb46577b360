import { ruleAdmits } from '../evaluate/admits.ts';
import type { Edge } from '../model/edge.ts';
import type { OperationKey } from '../model/operation.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { RuleEvidence } from '../model/recommendation.ts';

/** Which evidence edges each rule lets in: what the rule rests on. */
export function ruleEvidence(policy: AuthorizationPolicy, edges: readonly Edge[]): RuleEvidence[] {
  const verified = edges.filter(
    ({ evidence, reporter, caller }) => evidence && reporter === 'destination' && caller.principal !== null,
  );
  return policy.spec.rules.map((rule, index) => ({
    rule: index,
    edges: verified.filter((edge) => ruleAdmits(rule, keyOf(edge))),
  }));
}

/** gRPC is HTTP to a policy (H1). */
function keyOf(edge: Edge): OperationKey {
  return { ...edge, protocol: edge.protocol === 'tcp' ? 'tcp' : 'http' };
}
