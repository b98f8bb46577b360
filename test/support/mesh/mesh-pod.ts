import type { Principal } from '../../../src/core/model/principal.ts';
import { principalOf } from '../../../src/core/model/principal.ts';
import { type Labels, type WorkloadId, workloadId } from '../../../src/core/model/workload.ts';

export const TRUST_DOMAIN = 'cluster.local';
export const CLUSTER = 'Kubernetes';

export interface MeshPort {
  /** Of the Service; where the pod listens is `target`. */
  readonly port: number;
  readonly target: number;
  readonly protocol: 'http' | 'grpc' | 'tcp';
}

/** One pod; its owner, its service account and its Service are named as the app. */
export interface MeshPod {
  readonly namespace: string;
  readonly app: string;
  /** Its address is 10.244.1.NUMBER. */
  readonly number: number;
  readonly proxy: 'sidecar' | 'router' | 'none';
  /** A StatefulSet is there already, with service account and Service, when the pod is made. */
  readonly owner: 'deployment' | 'statefulset';
  /** What selects the pod. */
  readonly labels: Labels;
  /** Empty: it only calls, and has no Service. */
  readonly ports: readonly MeshPort[];
}

export function addressOf(pod: MeshPod): string {
  return `10.244.1.${pod.number}`;
}

/**
 * Address that the pod's app calls from. What comes from it goes through the sidecar and what the sidecar itself
 * sends doesn't: the work that a user id of its own does in a cluster.
 */
export function appAddressOf(pod: MeshPod): string {
  return `10.245.1.${pod.number}`;
}

export function principalOfPod({ namespace, app }: MeshPod): Principal {
  return principalOf({ trustDomain: TRUST_DOMAIN, namespace, serviceAccount: app });
}

export function idOfPod({ namespace, app }: MeshPod): WorkloadId {
  return workloadId({ cluster: CLUSTER, namespace, name: app });
}

export function hostOf({ namespace, app }: MeshPod): string {
  return `${app}.${namespace}.svc.cluster.local`;
}

export function portOf(pod: MeshPod, target: number): MeshPort {
  const found = pod.ports.find((port) => port.target === target);
  if (found === undefined) throw new Error(`${pod.app} has no port ${target}`);
  return found;
}
