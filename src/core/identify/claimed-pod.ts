import type { Pod } from '../model/pod.ts';
import type { Reporter } from '../model/record.ts';
import { claimedName } from './owner-name.ts';
import { rolloutOf } from './rollout.ts';

/**
 * The pod that a proxy says it belongs to, or null when it says too little. Its times are open: only hearing
 * from it tells when it had its addresses.
 */
export function claimedPod(reporter: Reporter, defaultCluster: string): Pod | null {
  const { namespace, pod: name, addresses, owner, labels } = reporter;
  const workload = claimedName(reporter);
  if (namespace === null || name === null || workload === null || addresses.length === 0) return null;
  const cluster = reporter.cluster ?? defaultCluster;
  return {
    cluster,
    namespace,
    name,
    addresses,
    hostNetwork: false,
    labels: labels ?? {},
    serviceAccount: reporter.serviceAccount ?? '',
    workload: { cluster, namespace, name: workload },
    nodeType: reporter.nodeType,
    rollout: owner === null ? null : rolloutOf(name, owner, labels),
    startTime: Number.NEGATIVE_INFINITY,
    endTime: null,
  };
}
