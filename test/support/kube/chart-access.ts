import { renderChart } from '../chart/render-chart.ts';
import { onlyOf } from '../chart/rendered-object.ts';
import type { AccessRule } from './access.ts';

/** What the chart lets leastpath do: everywhere, and in the namespace of the control plane. */
export interface ChartAccess {
  readonly everywhere: readonly AccessRule[];
  readonly meshNamespace: string;
  readonly inMesh: readonly AccessRule[];
}

/** Read from the chart as Helm renders it without values. Throws if it has not one role of each kind. */
export async function chartAccess(): Promise<ChartAccess> {
  const objects = await renderChart({});
  const [clusterRole, role] = [onlyOf(objects, 'ClusterRole'), onlyOf(objects, 'Role')];
  return {
    everywhere: clusterRole.rules,
    meshNamespace: role.metadata.namespace ?? '',
    inMesh: role.rules,
  };
}
