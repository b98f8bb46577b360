import { type EnforcementPoint, GATEWAY_NAME, type PolicyMesh } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Labels } from '../model/workload.ts';
import { selectorsOf } from './selectors.ts';
import { targetPoints } from './target-points.ts';

export interface NamedPoint {
  /** `namespace/app=web`, `namespace/*` for a workload without labels, `*` for a namespace that no policy names. */
  readonly name: string;
  readonly point: EnforcementPoint;
}

/**
 * Where two sets of policies are worth comparing if nobody says which workloads there are. `policies` are those of
 * both sides. For every namespace with a policy: a workload with exactly the labels of each selector that reaches it,
 * one with the labels of each two that don't contradict each other (a pod may well have both, and then both attach;
 * more than two at once are left out, for there are too many of them), and one without labels. The same for one
 * namespace that no policy names, if the root namespace has policies. And the Services and Gateways of `targetRefs`.
 */
export function pointsOf(policies: readonly AuthorizationPolicy[], mesh: PolicyMesh): NamedPoint[] {
  const named = new Set(policies.map(({ metadata }) => metadata.namespace));
  const selected = policies.filter(({ spec }) => (spec.targetRefs ?? []).length === 0);
  const points: NamedPoint[] = [];
  for (const namespace of [...named].sort()) {
    const reaching = selected.filter((policy) => reaches(policy, namespace, mesh));
    for (const labels of selectorsOf(reaching)) points.push(podPoint(namespace, namespace, labels, mesh));
  }
  if (named.has(mesh.rootNamespace)) {
    const unnamed = unnamedNamespace(named);
    const reaching = selected.filter((policy) => reaches(policy, unnamed, mesh));
    for (const labels of selectorsOf(reaching)) points.push(podPoint('*', unnamed, labels, mesh));
  }
  return [...points, ...targetPoints(policies, mesh)];
}

/** V6 */
function reaches(
  { metadata }: AuthorizationPolicy,
  namespace: string,
  { rootNamespace }: PolicyMesh,
): boolean {
  return metadata.namespace === namespace || metadata.namespace === rootNamespace;
}

function podPoint(shown: string, namespace: string, labels: Labels, mesh: PolicyMesh): NamedPoint {
  const text = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join();
  const plane = labels[GATEWAY_NAME] === undefined ? 'sidecar' : 'gateway';
  return { name: `${shown}/${text || '*'}`, point: { plane, namespace, labels, service: null, mesh } };
}

function unnamedNamespace(named: ReadonlySet<string>): string {
  for (let number = 0; ; number++) {
    const name = number === 0 ? 'other' : `other-${number}`;
    if (!named.has(name)) return name;
  }
}
