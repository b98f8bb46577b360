import type { ClusterView } from '../core/model/cluster-view.ts';
import type { Inventory, Owner } from '../core/model/inventory.ts';
import type { Pod } from '../core/model/pod.ts';
import { type AuthorizationPolicy, policyName } from '../core/model/policy.ts';
import type { ConfigMapObject } from './config-map-object.ts';
import { controllerOf, type OwnerObject, type PodObject } from './kube-object.ts';
import { meshLoggingIn, policyMeshIn } from './mesh-config.ts';
import { topOwner } from './owner-chain.ts';
import { podOf } from './pod-of.ts';
import { goneEnd } from './pod-times.ts';

/** A Pod object, and what is known of its time besides. */
export interface SeenPod {
  readonly object: PodObject;
  /** ms: it can't have had its addresses before; null = its object tells. */
  readonly from: number | null;
  /** ms: it was found to be gone; null = it is there, or its object tells. */
  readonly goneAt: number | null;
}

/** What a cluster has, read, whatever it came from. */
export interface ClusterObjects {
  readonly pods: readonly SeenPod[];
  /** By `ownerKey`. */
  readonly owners: ReadonlyMap<string, OwnerObject>;
  /** In any order; null = not listed. */
  readonly policies: readonly AuthorizationPolicy[] | null;
  readonly configMaps: readonly ConfigMapObject[];
  readonly view: Omit<ClusterView, 'logging'>;
}

/** What the objects tell, in the terms of core. What hasn't changed keeps its pods and owners from call to call. */
export function inventoryOf(objects: ClusterObjects, cluster: string): Inventory {
  const { pods, owners, policies, configMaps, view } = objects;
  const ambient = new Set(
    (view.namespaces ?? [])
      .filter(({ labels }) => labels['istio.io/dataplane-mode'] === 'ambient')
      .map(({ name }) => name),
  );
  return {
    pods: pods.map((seen) => knownPod(seen, owners, cluster, ambient)),
    owners: [...owners].flatMap(([key, object]) => knownOwner(key, object)),
    policies: policies && byName(policies),
    mesh: policyMeshIn(configMaps),
    cluster: { ...view, logging: meshLoggingIn(configMaps) },
  };
}

const knownPods = new WeakMap<PodObject, { readonly by: string; readonly pod: Pod }>();

function knownPod(
  { object, from, goneAt }: SeenPod,
  owners: ReadonlyMap<string, OwnerObject>,
  cluster: string,
  ambient: ReadonlySet<string>,
): Pod {
  const owner = topOwner(object.metadata, owners);
  const inAmbient = ambient.has(object.metadata.namespace ?? 'default');
  const by = `${cluster} ${owner?.kind}/${owner?.name} ${from} ${goneAt} ${inAmbient}`;
  const known = knownPods.get(object);
  if (known?.by === by) return known.pod;
  const said = podOf(object, owners, cluster);
  const pod = {
    ...(inAmbient ? ambientPod(said) : said),
    startTime: from ?? said.startTime,
    endTime: goneAt === null ? said.endTime : Math.min(said.endTime ?? goneEnd(object, goneAt), goneAt),
  };
  knownPods.set(object, { by, pod });
  return pod;
}

/** A namespace's label asks for it, where the pod doesn't say no and the pod hasn't its own network. */
function ambientPod(pod: Pod): Pod {
  const { inbound, labels, hostNetwork } = pod;
  if (inbound?.plane !== 'none' || hostNetwork || labels['istio.io/dataplane-mode'] === 'none') return pod;
  return { ...pod, inbound: { ...inbound, plane: 'ambient', probes: [] } };
}

/** Kinds whose selector lasts. A Job's own is a random id, so it and its CronJob only give names. */
const SELECTING = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Rollout']);

const knownOwners = new WeakMap<OwnerObject, readonly Owner[]>();

function knownOwner(key: string, object: OwnerObject): readonly Owner[] {
  const known = knownOwners.get(object) ?? ownerOf(key, object);
  knownOwners.set(object, known);
  return known;
}

function ownerOf(key: string, { metadata, spec }: OwnerObject): Owner[] {
  const [kind = '', namespace = ''] = key.split('/');
  const matchLabels = spec?.selector?.matchLabels;
  // A Deployment's ReplicaSets select by its revision: the Deployment is the owner that lasts.
  const lasts = SELECTING.has(kind) && (kind !== 'ReplicaSet' || controllerOf(metadata) === null);
  return lasts && matchLabels ? [{ namespace, kind, name: metadata.name, matchLabels }] : [];
}

function byName(policies: readonly AuthorizationPolicy[]): AuthorizationPolicy[] {
  return policies
    .map((policy) => ({ policy, name: policyName(policy) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ policy }) => policy);
}
