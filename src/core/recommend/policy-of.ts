import type { AllowPolicy } from '../model/policy.ts';
import type { Labels, WorkloadKey } from '../model/workload.ts';
import { OWN_LABEL } from '../survey/own-label.ts';
import { policyName, workloadLabel } from './name.ts';
import type { Group } from './permission.ts';
import { rulesOf } from './rules.ts';

/** One ALLOW policy (O2) in the workload's own namespace (V6), unproved. */
export function policyOf(workload: WorkloadKey, matchLabels: Labels, groups: readonly Group[]): AllowPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: {
      name: policyName(workload.name),
      namespace: workload.namespace,
      labels: { [OWN_LABEL]: workloadLabel(workload.name) },
    },
    spec: { selector: { matchLabels }, action: 'ALLOW', rules: rulesOf(groups) },
  };
}
