import type { RecordSource } from './reason.ts';

export interface WorkloadKey {
  readonly cluster: string;
  readonly namespace: string;
  /** The canonical service name, so that canaries of one app are one workload (Y3). */
  readonly name: string;
}

/** `cluster/namespace/name`. */
export type WorkloadId = `${string}/${string}/${string}`;

export function workloadId(key: WorkloadKey): WorkloadId {
  return `${key.cluster}/${key.namespace}/${key.name}`;
}

export function workloadOfId(id: WorkloadId): WorkloadKey {
  const [cluster = '', namespace = '', ...name] = id.split('/');
  return { cluster, namespace, name: name.join('/') };
}

/** Where a policy for the workload would be enforced. */
export type Plane = 'sidecar' | 'gateway' | 'waypoint';

export type Labels = Readonly<Record<string, string>>;

/** A revision of an owner: for a Deployment's pod the ReplicaSet part of its name. */
export interface Rollout {
  readonly owner: string;
  readonly revision: string;
  /** ms: when a record of it was first seen. */
  readonly firstSeen: number;
}

/** What is known of a workload besides its operations. */
export interface Workload {
  readonly key: WorkloadKey;
  readonly plane: Plane;
  /** Labels that all reporters of the workload have in common; null = no reporter said any. */
  readonly labels: Labels | null;
  /** ms of the first and last inbound record of any kind. */
  readonly firstRecord: number;
  readonly lastRecord: number;
  readonly rollouts: readonly Rollout[];
  /** Inputs that have carried records of it: they decide when it was covered. */
  readonly inputs: readonly RecordSource[];
}

/** Istio's order for the canonical service name (Y3). */
export function canonicalName(labels: Labels, owner: string): string {
  return labels['service.istio.io/canonical-name'] || labels['app.kubernetes.io/name'] || labels.app || owner;
}
