import { ruleAdmits } from '../evaluate/admits.ts';
import type { Edge } from '../model/edge.ts';
import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { OperationKey } from '../model/operation.ts';
import type { AllowPolicy } from '../model/policy.ts';
import type { RuleEvidence } from '../model/recommendation.ts';
import { askedOnce } from './asked-once.ts';

/** Which evidence edges each rule lets in: what the rule rests on. */
export function ruleEvidence(policy: AllowPolicy, edges: readonly Edge[], mesh: PolicyMesh): RuleEvidence[] {
  const { rules } = policy.spec;
  const ruleOf = askedOnce(policy, mesh, (flow) => rules.findIndex((rule) => ruleAdmits(rule, flow)));
  const verified = edges.filter(
    ({ evidence, reporter, caller }) => evidence && reporter === 'destination' && caller.principal !== null,
  );
  const byRule = Map.groupBy(verified, (edge) => ruleOf(keyOf(edge)));
  return rules.map((_, rule) => ({ rule, edges: byRule.get(rule) ?? [] }));
}

/** gRPC is HTTP to a policy (H1). */
function keyOf({ reporter, caller, port, protocol, method, path }: Edge): OperationKey {
  return { reporter, caller, port, protocol: protocol === 'tcp' ? 'tcp' : 'http', method, path };
}
