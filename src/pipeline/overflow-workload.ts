import type { Flow } from '../core/model/flow.ts';
import type { WorkloadKey } from '../core/model/workload.ts';

/** No pod's name or label can be this one. */
const NAME = '(other workloads)';

export function isOverflow({ name }: WorkloadKey): boolean {
  return name === NAME;
}

/**
 * Where a flow counts for which there is no room: without labels, so that no policy can ever select what is
 * here.
 */
export function overflowFlow(flow: Flow): Flow {
  const { cluster } = flow.workload;
  return { ...flow, workload: { cluster, namespace: 'overflow', name: NAME }, labels: null, rollout: null };
}
