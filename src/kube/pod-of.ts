import { normalAddress } from '../core/identify/address.ts';
import { nodeTypeOf } from '../core/identify/node-type.ts';
import { rolloutOf } from '../core/identify/rollout.ts';
import type { Pod } from '../core/model/pod.ts';
import { canonicalName } from '../core/model/workload.ts';
import { addressesIn, controllerOf, type PodObject } from './kube-object.ts';
import { type Owners, topOwner } from './owner-chain.ts';
import { podInboundOf } from './pod-inbound-of.ts';
import { podTimes } from './pod-times.ts';

/** A Pod object as core knows pods; `owners`: what the inventory has above it. */
export function podOf(object: PodObject, owners: Owners, cluster: string): Pod {
  const { metadata, spec, status } = object;
  const labels = metadata.labels ?? {};
  const namespace = metadata.namespace ?? 'default';
  const owner = topOwner(metadata, owners);
  const name = canonicalName(labels, owner?.name ?? metadata.name);
  const { startTime, endTime, connected } = podTimes(object);
  const inbound = podInboundOf(object);
  return {
    cluster,
    namespace,
    name: metadata.name,
    addresses: connected ? addressesIn(object).map(normalAddress) : [],
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
    endTime,
    ...(metadata.uid ? { uid: metadata.uid } : {}),
    ...(status?.hostIP ? { hostAddress: normalAddress(status.hostIP) } : {}),
    ...(inbound === null ? {} : { inbound }),
  };
}
