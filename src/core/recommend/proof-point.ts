import type { EnforcementPoint, PolicyMesh } from '../model/enforcement-point.ts';
import type { AllowPolicy } from '../model/policy.ts';
import type { Plane } from '../model/workload.ts';

/**
 * A proxy that the policy's own selector picks, and nothing but it: whether it picks the right pods is proved
 * apart.
 */
export function proofPoint(
  { metadata, spec }: AllowPolicy,
  plane: Plane,
  mesh: PolicyMesh,
): EnforcementPoint {
  const labels = spec.selector?.matchLabels ?? {};
  return { plane, namespace: metadata.namespace, labels, service: null, mesh };
}
