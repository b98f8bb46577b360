import {
  type EnforcementPoint,
  GATEWAY_NAME,
  type PolicyMesh,
  type ServiceTarget,
} from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';

interface Target {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/**
 * What `targetRefs` name (K2, K3): each Gateway, as one that takes traffic in and as a waypoint, and each Service and
 * ServiceEntry behind a waypoint that no policy names, and behind each Gateway of its namespace that one does.
 */
export function targetPoints(
  policies: readonly AuthorizationPolicy[],
  mesh: PolicyMesh,
): { name: string; point: EnforcementPoint }[] {
  const targets = targetsOf(policies);
  const gateways = targets.filter(({ kind }) => kind === 'Gateway');
  const services = targets.filter(({ kind }) => kind === 'Service' || kind === 'ServiceEntry');
  const points: { name: string; point: EnforcementPoint }[] = [];
  for (const { namespace, name } of gateways) {
    const labels = { [GATEWAY_NAME]: name };
    const at = { namespace, labels, service: null, mesh };
    points.push({ name: `${namespace}/gateway:${name}`, point: { plane: 'gateway', ...at } });
    points.push({ name: `${namespace}/waypoint:${name}`, point: { plane: 'waypoint', ...at } });
  }
  for (const { namespace, kind, name } of services) {
    const service: ServiceTarget = { name, namespace, kind: kind === 'Service' ? kind : 'ServiceEntry' };
    const at = { plane: 'waypoint' as const, namespace, service, mesh };
    const shown = `${namespace}/${kind === 'Service' ? 'service' : 'service-entry'}:${name}`;
    points.push({ name: shown, point: { ...at, labels: {} } });
    for (const gateway of gateways.filter((one) => one.namespace === namespace)) {
      const labels = { [GATEWAY_NAME]: gateway.name };
      points.push({ name: `${shown}@${gateway.name}`, point: { ...at, labels } });
    }
  }
  if (targets.some(({ kind }) => kind === 'GatewayClass')) {
    const at = { namespace: mesh.rootNamespace, labels: {}, service: null, mesh };
    points.push({ name: '*/waypoint', point: { plane: 'waypoint', ...at } });
  }
  return points;
}

/** Each once, in order. */
function targetsOf(policies: readonly AuthorizationPolicy[]): Target[] {
  const targets = new Map<string, Target>();
  for (const { metadata, spec } of policies) {
    for (const { kind, name } of spec.targetRefs ?? []) {
      const target = { namespace: metadata.namespace, kind, name };
      targets.set(`${target.namespace}/${kind}/${name}`, target);
    }
  }
  return [...targets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, target]) => target);
}
