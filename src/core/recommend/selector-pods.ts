import type { Inventory, Owner } from '../model/inventory.ts';
import type { Pod } from '../model/pod.ts';
import type { Labels, Workload, WorkloadKey } from '../model/workload.ts';
import { isEmpty, selects } from '../survey/labels.ts';
import { isOfJob, isRunning, podIndexOf } from '../survey/pod-index.ts';

/**
 * The workload's pods, and the others of its namespace that a selector must not touch: those that run, and those of
 * jobs, whose next ones carry the same labels. `others` gives those that have the labels `start`.
 */
export function podsAround(
  key: WorkloadKey,
  inventory: Pick<Inventory, 'pods'> | null,
): { readonly own: readonly Pod[]; readonly others: (start: Labels) => readonly Pod[] } {
  if (inventory === null) return { own: [], others: () => [] };
  const pods = podIndexOf(inventory.pods);
  return {
    own: pods.living(key),
    others: (start) => {
      const near = isEmpty(start) ? pods.in(key.cluster, key.namespace) : pods.selected(start);
      return near.filter((pod) => isNear(pod, key) && (isRunning(pod) || isOfJob(pod)));
    },
  };
}

function isNear({ cluster, namespace, workload }: Pod, key: WorkloadKey): boolean {
  const isOwn =
    workload.name === key.name && workload.namespace === key.namespace && workload.cluster === key.cluster;
  return cluster === key.cluster && namespace === key.namespace && !isOwn;
}

/** The others of its namespace. */
export function neighboursOf({ key }: Workload, workloads: readonly Workload[]): Workload[] {
  return workloads.filter(
    ({ key: { cluster, namespace, name } }) =>
      cluster === key.cluster && namespace === key.namespace && name !== key.name,
  );
}

/** Owners that select one of the pods and have given it its name; in an order of their own. */
export function ownersOf(pods: readonly Pod[], owners: readonly Owner[]): Owner[] {
  const named = byName(owners);
  const near = new Set(pods.flatMap((pod) => prefixesOf(pod).flatMap((name) => named.get(name) ?? [])));
  return [...near]
    .filter((owner) => Object.keys(owner.matchLabels).length > 0)
    .filter((owner) => pods.some((pod) => owns(owner, pod)))
    .toSorted((a, b) => (`${a.kind}/${a.name}` < `${b.kind}/${b.name}` ? -1 : 1));
}

function owns(owner: Owner, pod: Pod): boolean {
  return (
    owner.namespace === pod.namespace &&
    pod.name.startsWith(`${owner.name}-`) &&
    selects(owner.matchLabels, pod.labels)
  );
}

/** `shop/a-b` and `shop/a` of the pod `shop/a-b-c`: one of them may be its owner's name. */
function prefixesOf({ namespace, name }: Pod): string[] {
  const parts = name.split('-');
  return parts.slice(1).map((_, index) => `${namespace}/${parts.slice(0, index + 1).join('-')}`);
}

const known = new WeakMap<readonly Owner[], ReadonlyMap<string, readonly Owner[]>>();

/** Made once for each list of owners: many workloads ask the same one. */
function byName(owners: readonly Owner[]): ReadonlyMap<string, readonly Owner[]> {
  const found = known.get(owners) ?? Map.groupBy(owners, ({ namespace, name }) => `${namespace}/${name}`);
  known.set(owners, found);
  return found;
}
