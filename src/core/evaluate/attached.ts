import { type EnforcementPoint, GATEWAY_NAME } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy, TargetRef } from '../model/policy.ts';
import type { Labels } from '../model/workload.ts';
import { isDryRun } from './dry-run.ts';

const GATEWAY_GROUP = 'gateway.networking.k8s.io';

/** The policies that this proxy enforces: those that reach it, without the dry-run ones (R2, R9). */
export function attachedTo(
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
): AuthorizationPolicy[] {
  return policies.filter((policy) => !isDryRun(policy) && isAttached(policy, point));
}

/** Does the policy reach this proxy, whether it is a trial or not? */
export function isAttached(policy: AuthorizationPolicy, point: EnforcementPoint): boolean {
  const targets = policy.spec.targetRefs ?? [];
  if (point.plane === 'waypoint') return targets.some((target) => isWaypointTarget(target, policy, point)); // K3
  const gateway = point.labels[GATEWAY_NAME];
  if (point.plane === 'ztunnel' || gateway === undefined) {
    // K1, K5: everyone else goes by the selector, and `targetRefs` hide a policy from them.
    return targets.length === 0 && isSelected(policy, point);
  }
  // K2: a Gateway API gateway goes by name, and without `targetRefs` by the selector.
  if (targets.length === 0) return isSelected(policy, point);
  return (
    policy.metadata.namespace === point.namespace &&
    targets.some((target) => isGateway(target) && target.name === gateway)
  );
}

/** V6: policies of the own namespace and of the root namespace; labels are a subset match. */
function isSelected({ metadata, spec }: AuthorizationPolicy, point: EnforcementPoint): boolean {
  if (metadata.namespace !== point.namespace && metadata.namespace !== point.mesh.rootNamespace) return false;
  const { selector } = spec;
  if (selector === undefined) return true; // V7
  if (selector.matchLabels === undefined) return point.plane !== 'ztunnel'; // Z12; V5
  // Z12: ambient takes a label that isn't there for an empty one.
  return hasLabels(point.labels, selector.matchLabels, point.plane === 'ztunnel' ? '' : undefined);
}

function hasLabels(labels: Labels, wanted: Labels, missing: string | undefined): boolean {
  return Object.entries(wanted).every(([key, value]) => (labels[key] ?? missing) === value);
}

/**
 * K3, K4: the Service in its own namespace, the waypoint in its own, or every waypoint from the root
 * namespace.
 */
function isWaypointTarget(
  target: TargetRef,
  { metadata }: AuthorizationPolicy,
  { labels, namespace, service, mesh }: EnforcementPoint,
): boolean {
  if (isGateway(target)) return metadata.namespace === namespace && target.name === labels[GATEWAY_NAME];
  if (target.kind === 'GatewayClass' && target.group === GATEWAY_GROUP) {
    return metadata.namespace === mesh.rootNamespace && target.name === 'istio-waypoint';
  }
  return (
    service !== null &&
    metadata.namespace === service.namespace &&
    target.name === service.name &&
    target.kind === service.kind &&
    GROUPS[service.kind].includes(target.group ?? '')
  );
}

/** Kubernetes' own group has no name, and `core` is another word for it. */
const GROUPS = { Service: ['', 'core'], ServiceEntry: ['networking.istio.io'] };

function isGateway({ kind, group }: TargetRef): boolean {
  return kind === 'Gateway' && group === GATEWAY_GROUP;
}
