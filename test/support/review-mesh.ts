import type { EnforcementPoint, PolicyMesh } from '../../src/core/model/enforcement-point.ts';
import type { AuthorizationPolicy, PolicySpec, Rule } from '../../src/core/model/policy.ts';
import type { Subject } from '../../src/core/review/subject.ts';

export const MESH: PolicyMesh = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  aliases: [],
  pathNormalization: 'BASE',
};

export const WEB = 'cluster.local/ns/shop/sa/web';

/** A policy of shop that picks cart; null = it picks all. */
export function policy(
  name: string,
  spec: Omit<PolicySpec, 'selector'> & { readonly selector?: PolicySpec['selector'] | null } = {},
  namespace = 'shop',
): AuthorizationPolicy {
  const { selector = { matchLabels: { app: 'cart' } }, ...rest } = spec;
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace },
    spec: { ...(selector && { selector }), action: 'ALLOW', rules: [], ...rest },
  };
}

export function fromCallers(...principals: readonly string[]): Rule {
  return { from: [{ source: { principals } }] };
}

export function pointOf(labels: Readonly<Record<string, string>>): EnforcementPoint {
  return { plane: 'sidecar', namespace: 'shop', labels, service: null, mesh: MESH };
}

/** Shop's cart, with pods of these labels. */
export function cartWith(...variants: readonly Readonly<Record<string, string>>[]): Subject {
  const workload = { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' };
  return { workload, points: variants.map(pointOf), pointIs: 'each' };
}
