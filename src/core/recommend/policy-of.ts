import type { Detail } from '../model/flow.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Labels, WorkloadKey } from '../model/workload.ts';
import type { VerifiedOperation } from './evidence.ts';
import { policyName, workloadLabel } from './name.ts';
import { grantsOf } from './permissions.ts';
import { rulesOf } from './rules.ts';
import type { Steps } from './steps.ts';

/** One ALLOW policy (O2) in the workload's own namespace (V6), unproved. */
export function policyOf(
  workload: WorkloadKey,
  matchLabels: Labels,
  evidence: readonly VerifiedOperation[],
  detail: Detail,
  steps: Steps,
): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: {
      name: policyName(workload.name),
      namespace: workload.namespace,
      labels: { 'leastpath.dev/workload': workloadLabel(workload.name) },
    },
    spec: {
      selector: { matchLabels },
      action: 'ALLOW',
      rules: rulesOf(steps.group(grantsOf(evidence, detail, steps))),
    },
  };
}
