import type { PolicyMesh } from '../core/model/enforcement-point.ts';
import type { Inventory } from '../core/model/inventory.ts';
import { type Workload, workloadId } from '../core/model/workload.ts';
import { type Deployed, deployedAt } from '../core/recommend/deployed.ts';

/**
 * What is deployed at a workload, worked out once for each inventory; null = nothing is known of policies.
 */
export function deployedPolicies(
  inventory: () => Inventory | null,
  mesh: () => PolicyMesh,
): (workload: Workload) => Deployed | null {
  let of: Inventory | null = null;
  let known = new Map<string, Deployed | null>();
  return (workload) => {
    const now = inventory();
    if (now?.policies == null) return null;
    if (now !== of) {
      of = now;
      known = new Map();
    }
    // Where no pod is listed its labels are those that its proxies report.
    const key = JSON.stringify([workloadId(workload.key), workload.plane, workload.labels]);
    const found = known.get(key);
    if (found !== undefined) return found;
    const deployed = deployedAt(workload, now, mesh());
    known.set(key, deployed);
    return deployed;
  };
}
