import type { Flow } from '../model/flow.ts';
import type { Pod } from '../model/pod.ts';
import type { NodeType, Reporter } from '../model/record.ts';
import type { Labels, Plane, WorkloadKey } from '../model/workload.ts';
import type { Directory } from './directory.ts';
import { nodeTypeOf } from './node-type.ts';
import { claimedName } from './owner-name.ts';
import { rolloutOf } from './rollout.ts';

/** The proxy that spoke, as far as anything says who it is. */
export interface KnownReporter {
  readonly workload: WorkloadKey;
  readonly plane: Plane;
  readonly nodeType: NodeType;
  readonly labels: Labels | null;
  readonly rollout: Flow['rollout'];
  readonly serviceAccount: string | null;
  /** The pod's own; empty when nothing says. */
  readonly addresses: readonly string[];
}

/**
 * Who a reporter is: the pod of that name where the Directory has one, else by its own claims; null = nobody
 * can say (a pod's name alone that nothing explains, or no name at all).
 */
export function reporterOf(
  reporter: Reporter,
  directory: Directory,
  mesh: { readonly cluster: string },
): KnownReporter | null {
  const pod = podOf(reporter, directory, mesh.cluster);
  if (pod !== null) return reporterOfPod(pod, reporter);
  const name = claimedName(reporter);
  if (reporter.namespace === null || name === null) return null;
  const labels = reporter.labels;
  const nodeType = reporter.nodeType === 'unknown' ? nodeTypeOf(labels ?? {}) : reporter.nodeType;
  return {
    workload: { cluster: reporter.cluster ?? mesh.cluster, namespace: reporter.namespace, name },
    plane: planeOf(nodeType),
    nodeType,
    labels,
    rollout: reporter.pod && reporter.owner ? rolloutOf(reporter.pod, reporter.owner, labels) : null,
    serviceAccount: reporter.serviceAccount,
    addresses: reporter.addresses,
  };
}

/** The same for a pod; what the reporter itself says of the proxy goes before what labels let guess. */
export function reporterOfPod(pod: Pod, reporter: Reporter): KnownReporter {
  const nodeType = reporter.nodeType === 'unknown' ? pod.nodeType : reporter.nodeType;
  return {
    workload: pod.workload,
    plane: planeOf(nodeType),
    nodeType,
    labels: pod.labels,
    rollout: pod.rollout,
    serviceAccount: reporter.serviceAccount ?? (pod.serviceAccount || null),
    addresses: reporter.addresses.length > 0 ? reporter.addresses : pod.addresses,
  };
}

export function planeOf(nodeType: NodeType): Plane {
  if (nodeType === 'router') return 'gateway';
  return nodeType === 'waypoint' ? 'waypoint' : 'sidecar';
}

function podOf({ pod: name, namespace, cluster }: Reporter, directory: Directory, home: string): Pod | null {
  if (name === null) return null;
  // Only a log that doesn't name its cluster may be of another than the mesh's own.
  const pods = directory.podsNamed(name).filter((pod) => namespace === null || pod.namespace === namespace);
  const near = pods.filter((pod) => pod.cluster === (cluster ?? home));
  const found = near.length > 0 || cluster !== null ? near : pods;
  return found.length === 1 ? (found[0] ?? null) : null;
}
