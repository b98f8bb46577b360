import type { EnforcementPoint, PolicyMesh } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Labels, WorkloadKey } from '../model/workload.ts';
import type { Subject } from './subject.ts';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const WAYPOINT_CLASS = 'istio-waypoint';
const SERVICE_KINDS = ['Service', 'ServiceEntry'] as const;

/**
 * Where no workload is known: one made-up callee for everything that the policies themselves point at, in each of
 * their namespaces. A root policy is asked in all of these (V6).
 */
export function policyPoints(policies: readonly AuthorizationPolicy[], mesh: PolicyMesh): Subject[] {
  const namespaces = [...new Set(policies.map(({ metadata }) => metadata.namespace))].sort();
  const subjects = policies.flatMap((policy) => {
    const own = policy.metadata.namespace;
    const scope = own === mesh.rootNamespace ? namespaces : [own];
    return scope.flatMap((namespace) => pointedAt(policy, namespace, mesh));
  });
  return [
    ...new Map(
      subjects.map((subject) => [subject.workload.name + subject.workload.namespace, subject]),
    ).values(),
  ];
}

function pointedAt({ spec }: AuthorizationPolicy, namespace: string, mesh: PolicyMesh): Subject[] {
  const labels = spec.selector?.matchLabels ?? {};
  const refs = spec.targetRefs ?? [];
  if (refs.length === 0) return [subject(namespace, labelName(labels), { plane: 'sidecar', labels }, mesh)];
  return refs.flatMap(({ kind, name }) => {
    const target = SERVICE_KINDS.find((one) => one === kind);
    if (target) {
      const service = { kind: target, name, namespace };
      return [subject(namespace, `service:${name}`, { plane: 'waypoint', labels: {}, service }, mesh)];
    }
    if (kind === 'Gateway') {
      const gateway = { [GATEWAY_NAME]: name };
      return (['gateway', 'waypoint'] as const).map((plane) =>
        subject(namespace, `${plane}:${name}`, { plane, labels: gateway }, mesh),
      );
    }
    return name === WAYPOINT_CLASS
      ? [subject(namespace, 'any waypoint', { plane: 'waypoint', labels: {} }, mesh)]
      : [];
  });
}

function subject(
  namespace: string,
  name: string,
  point: Pick<EnforcementPoint, 'plane' | 'labels'> & Partial<Pick<EnforcementPoint, 'service'>>,
  mesh: PolicyMesh,
): Subject {
  const workload: WorkloadKey = { cluster: 'Kubernetes', namespace, name };
  return { workload, points: [{ service: null, ...point, namespace, mesh }], pointIs: 'each' };
}

/** `app=cart,tier=back`, or `(any)`. */
function labelName(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '(any pod)' : `(${pairs.sort().join(',')})`;
}
