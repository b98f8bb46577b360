import { normalAddress } from '../core/identify/address.ts';
import { nodeTypeOf } from '../core/identify/node-type.ts';
import { rolloutOf } from '../core/identify/rollout.ts';
import type { Pod } from '../core/model/pod.ts';
import { canonicalName } from '../core/model/workload.ts';
import { controllerOf, type PodObject } from './kube-object.ts';
import { type Owners, topOwner } from './owner-chain.ts';

/** A Pod object as core knows pods; `owners`: what the inventory has above it. */
export function podOf(object: PodObject, owners: Owners, cluster: string): Pod {
  const { metadata, spec, status } = object;
  const labels = metadata.labels ?? {};
  const namespace = metadata.namespace ?? 'default';
  const owner = topOwner(metadata, owners);
  const name = canonicalName(labels, owner?.name ?? metadata.name);
  const addresses = status?.podIPs?.map(({ ip }) => ip) ?? (status?.podIP ? [status.podIP] : []);
  // An address can't have been a pod's before the pod was created; without any time it is taken to have been
  // always.
  const startTime = msOf(status?.startTime) ?? msOf(metadata.creationTimestamp) ?? Number.NEGATIVE_INFINITY;
  return {
    cluster,
    namespace,
    name: metadata.name,
    addresses: addresses.map(normalAddress),
    hostNetwork: spec?.hostNetwork ?? false,
    labels,
    serviceAccount: spec?.serviceAccountName || 'default',
    workload: { cluster, namespace, name },
    nodeType: nodeTypeOf(labels),
    rollout:
      controllerOf(metadata)?.kind === 'ReplicaSet'
        ? rolloutOf(metadata.name, owner?.name ?? '', labels)
        : null,
    startTime,
    endTime: endOf(object, startTime),
  };
}

/**
 * When a pod gave its addresses up: when it was told to go, or when the last container of a finished one
 * ended. One that finished nobody knows when is taken to have had them at no time.
 */
function endOf({ metadata, status }: PodObject, startTime: number): number | null {
  const deleted = msOf(metadata.deletionTimestamp);
  if (status?.phase !== 'Succeeded' && status?.phase !== 'Failed') return deleted;
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const ends = containers
    .map(({ state }) => msOf(state?.terminated?.finishedAt))
    .filter((end) => end !== null);
  const finished = ends.length > 0 ? Math.max(...ends) : null;
  if (finished === null || deleted === null) return finished ?? deleted ?? startTime;
  return Math.min(finished, deleted);
}

function msOf(time: string | Date | null | undefined): number | null {
  const ms = time === null || time === undefined ? Number.NaN : new Date(time).getTime();
  return Number.isNaN(ms) ? null : ms;
}
