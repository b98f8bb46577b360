import type { EnforcementPoint, PolicyMesh } from '../model/enforcement-point.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Pod } from '../model/pod.ts';
import type { Labels, Workload, WorkloadKey } from '../model/workload.ts';

/**
 * Where policies for the workload are asked. Its labels are those that all its running pods have in common
 * (without an inventory that knows them: all its reporters), so what selects only some of them isn't
 * attached; `podPointsOf` has one for each kind of pod.
 */
export function pointOf(
  workload: Workload,
  inventory: Pick<Inventory, 'pods'> | null,
  mesh: PolicyMesh,
): EnforcementPoint {
  const pods = podsOf(workload.key, inventory);
  return point(workload, pods.length === 0 ? (workload.labels ?? {}) : inCommon(pods), mesh);
}

/** One point for each set of labels that the workload's pods have; at least one. */
export function podPointsOf(
  workload: Workload,
  inventory: Pick<Inventory, 'pods'> | null,
  mesh: PolicyMesh,
): EnforcementPoint[] {
  const sets = new Map(podsOf(workload.key, inventory).map(({ labels }) => [labelKey(labels), labels]));
  if (sets.size === 0) return [pointOf(workload, null, mesh)];
  return [...sets]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, labels]) => point(workload, labels, mesh));
}

function point({ key, plane }: Workload, labels: Labels, mesh: PolicyMesh): EnforcementPoint {
  const name = key.name.startsWith(SERVICE) ? key.name.slice(SERVICE.length) : key.name;
  const service = plane === 'waypoint' ? { name, namespace: key.namespace, kind: 'Service' as const } : null;
  return { plane, namespace: key.namespace, labels, service, mesh };
}

/** Through a waypoint the unit is a Service (Y9), and is named so. */
const SERVICE = 'service:';

/** Those that run; between two runs of a job its last ones tell as much. */
function podsOf(key: WorkloadKey, inventory: Pick<Inventory, 'pods'> | null): readonly Pod[] {
  const own = (inventory?.pods ?? []).filter(
    ({ workload }) =>
      workload.name === key.name && workload.namespace === key.namespace && workload.cluster === key.cluster,
  );
  const running = own.filter(({ endTime }) => endTime === null);
  return running.length > 0 ? running : own;
}

function inCommon([first, ...rest]: readonly Pod[]): Labels {
  const entries = Object.entries(first?.labels ?? {});
  return Object.fromEntries(
    entries.filter(([key, value]) => rest.every(({ labels }) => labels[key] === value)),
  );
}

function labelKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
