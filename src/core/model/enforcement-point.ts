import type { Labels, Plane } from './workload.ts';

/** How the proxy rewrites a path before it is judged: `meshConfig.pathNormalization` (N1). */
export type PathNormalization = 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';

/** What the mesh's configuration says about reading policies. */
export interface PolicyMesh {
  /** Policies of this namespace apply to all (V6). */
  readonly rootNamespace: string;
  readonly trustDomain: string;
  /** Other trust domains that stand for the mesh's own (D1); `*-td` is a pattern. */
  readonly aliases: readonly string[];
  readonly pathNormalization: PathNormalization;
}

/** The Service a waypoint takes a call for: policies with `targetRefs` attach to it (K3). */
export interface ServiceTarget {
  readonly name: string;
  readonly namespace: string;
  readonly kind: 'Service' | 'ServiceEntry';
}

/** The proxy that asks the policies. On a waypoint `namespace` and `labels` are the waypoint's own. */
export interface EnforcementPoint {
  readonly plane: Plane | 'ztunnel';
  readonly namespace: string;
  readonly labels: Labels;
  /** null everywhere but on a waypoint, and on one for traffic to a pod itself. */
  readonly service: ServiceTarget | null;
  readonly mesh: PolicyMesh;
}

/** The label by which Istio knows a proxy that a Kubernetes Gateway made, waypoints among them (K1–K3). */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
