import type { AuthorizationPolicy } from '../../../src/core/model/policy.ts';
import type { Principal } from '../../../src/core/model/principal.ts';
import { principalOf } from '../../../src/core/model/principal.ts';
import type { Labels } from '../../../src/core/model/workload.ts';
import { canonicalName } from '../../../src/core/model/workload.ts';

export const TRUST_DOMAIN = 'cluster.local';
export const CLUSTER = 'Kubernetes';

/** A port that the pod's sidecar protects. `strict` has no plaintext filter chain. */
export interface PodPort {
  readonly number: number;
  readonly protocol: 'http' | 'grpc' | 'tcp';
  readonly mtls: 'strict' | 'permissive';
}

/** Where requests under `prefix` go: any of the pods `to`, over mTLS. */
export interface Route {
  readonly prefix: string;
  /** Replaces the prefix; then Envoy keeps the first path as x-envoy-original-path. */
  readonly rewrite?: string;
  readonly to: readonly MeshPod[];
  readonly port: number;
}

/** A listener for traffic that leaves through the proxy: of a gateway, or a service address on a sidecar. */
export interface Egress {
  readonly address: string;
  readonly port: number;
  readonly routes: readonly Route[];
}

/** One pod with its proxy, as the test bed starts it. One Envoy process speaks for one pod. */
export interface MeshPod {
  readonly nodeType: 'sidecar' | 'router';
  readonly namespace: string;
  readonly name: string;
  /** Name and kind of the owner. */
  readonly workload: string;
  readonly ownerKind: 'deployment' | 'statefulset' | 'cronjob';
  readonly serviceAccount: string;
  readonly labels: Labels;
  /** Within 127/8; the pod's callers see it as they would see a pod IP. */
  readonly address: string;
  /** Empty: the pod only calls. */
  readonly ports: readonly PodPort[];
  readonly egress: readonly Egress[];
  /** Enforced by RBAC filters in its inbound chains. */
  readonly policies: readonly AuthorizationPolicy[];
}

type PodDefaults = 'nodeType' | 'ownerKind' | 'labels' | 'ports' | 'egress' | 'policies';

/** `given` with Istio's usual labels and a plain sidecar without policies. */
export function pod(given: Omit<MeshPod, PodDefaults> & Partial<Pick<MeshPod, PodDefaults>>): MeshPod {
  const labels = given.labels ?? { app: given.workload };
  const name = canonicalName(labels, given.workload);
  return {
    nodeType: 'sidecar',
    ownerKind: 'deployment',
    ports: [],
    egress: [],
    policies: [],
    ...given,
    labels: {
      ...labels,
      'security.istio.io/tlsMode': 'istio',
      'service.istio.io/canonical-name': name,
      'service.istio.io/canonical-revision': labels.version ?? 'latest',
    },
  };
}

export function principalOfPod(of: MeshPod): Principal {
  return principalOf({
    trustDomain: TRUST_DOMAIN,
    namespace: of.namespace,
    serviceAccount: of.serviceAccount,
  });
}

/** The workload's name in leastpath's sense: canaries of one app share it. */
export function workloadName(of: MeshPod): string {
  return canonicalName(of.labels, of.workload);
}

/** Without a port or an egress nothing listens: such a pod needs no proxy. */
export function needsProxy(of: MeshPod): boolean {
  return of.ports.length > 0 || of.egress.length > 0;
}

export function serviceHost(of: MeshPod): string {
  return `${workloadName(of)}.${of.namespace}.svc.${TRUST_DOMAIN}`;
}

/** The SNI that Istio's clients send for mesh mTLS. */
export function meshServerName(to: MeshPod, port: number): string {
  return `outbound_.${port}_._.${serviceHost(to)}`;
}

export function podPort(of: MeshPod, number: number): PodPort {
  const port = of.ports.find((candidate) => candidate.number === number);
  if (port === undefined) throw new Error(`${of.namespace}/${of.name} doesn't listen on ${number}`);
  return port;
}
