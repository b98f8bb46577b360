import type { ClusterView, EndpointSlice } from '../model/cluster-view.ts';
import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { Inventory } from '../model/inventory.ts';
import { type WorkloadId, workloadId } from '../model/workload.ts';
import { isOfJob, isRunning, type PodIndex, podIndexOf } from './pod-index.ts';
import { type ServiceIndex, serviceIndex } from './service-index.ts';

/** A cluster's objects, put in order once, so that each workload finds its own at no cost. */
export interface ClusterSurvey {
  readonly inventory: Inventory;
  readonly mesh: PolicyMesh;
  /** null = nothing but pods, owners and policies is known. */
  readonly view: ClusterView | null;
  readonly pods: PodIndex;
  /** null = not listed. */
  readonly services: ServiceIndex | null;
  /** By namespace; none where they are not listed. */
  readonly slices: ReadonlyMap<string, readonly EndpointSlice[]>;
  /** Which workloads run under a service account, by `namespace/name`. */
  readonly accounts: ReadonlyMap<string, ReadonlySet<WorkloadId>>;
}

export function surveyOf(inventory: Inventory, mesh: PolicyMesh): ClusterSurvey {
  const view = inventory.cluster ?? null;
  const accounts = new Map<string, Set<WorkloadId>>();
  for (const pod of inventory.pods) {
    if (!isRunning(pod) && !isOfJob(pod)) continue;
    const account = `${pod.namespace}/${pod.serviceAccount}`;
    accounts.set(account, (accounts.get(account) ?? new Set()).add(workloadId(pod.workload)));
  }
  const services = view?.services ?? null;
  return {
    inventory,
    mesh,
    view,
    pods: podIndexOf(inventory.pods),
    services: services && serviceIndex(services),
    slices: Map.groupBy(view?.endpointSlices ?? [], ({ namespace }) => namespace),
    accounts,
  };
}
