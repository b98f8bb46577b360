import type { Inventory, Owner } from '../model/inventory.ts';
import type { Pod } from '../model/pod.ts';
import type { Workload, WorkloadKey } from '../model/workload.ts';
import { selects } from './labels.ts';

/** The workload's pods, and the other running pods of its namespace: those a selector must not touch. */
export function podsAround(
  key: WorkloadKey,
  inventory: Pick<Inventory, 'pods'> | null,
): { readonly own: readonly Pod[]; readonly others: readonly Pod[] } {
  const near = (inventory?.pods ?? []).filter(
    ({ cluster, namespace }) => cluster === key.cluster && namespace === key.namespace,
  );
  const isOwn = ({ workload }: Pod) =>
    workload.cluster === key.cluster && workload.namespace === key.namespace && workload.name === key.name;
  const running = near.filter(({ endTime }) => endTime === null);
  const own = running.filter(isOwn);
  return {
    // Between two runs a job has none running; its last ones tell as much.
    own: own.length > 0 ? own : near.filter(isOwn),
    others: running.filter((pod) => !isOwn(pod)),
  };
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
  return owners
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
