import type { InventorySource, WatchStatus } from './cluster-port.ts';
import type { Config } from './config/schema.ts';
import { inventoryFile } from './kube/inventory-file.ts';
import { findCluster } from './kube/watch/cluster-access.ts';
import { clusterInventory } from './kube/watch/cluster-inventory.ts';

/** Where the cluster is known from. `source` null: from nothing but the proxies, and `missing` says why. */
export interface KnownFrom {
  readonly source: InventorySource | null;
  readonly missing: string | null;
  /** It is missing though it was asked for, or is half there. */
  readonly broken: boolean;
  /** The namespace that leastpath runs in; null outside a cluster. */
  readonly ownNamespace: string | null;
}

/** Never throws: without a cluster the service works on what it has. */
export async function inventorySource(
  { kubernetes, mesh }: Config,
  onChange: (status: WatchStatus) => void,
): Promise<KnownFrom> {
  const none = { source: null, missing: null, broken: false, ownNamespace: null };
  if (kubernetes.kind === 'off') return none;
  if (kubernetes.kind === 'inventory') return { ...none, source: inventoryFile(kubernetes.path, mesh) };
  const access = await findCluster(kubernetes.kind, process.env);
  if ('missing' in access) return { ...none, missing: access.missing, broken: access.none !== true };
  const { cluster, rootNamespace, configMaps } = mesh;
  return {
    source: clusterInventory({ access, cluster, rootNamespace, configMaps, onChange }),
    missing: null,
    broken: false,
    ownNamespace: access.ownNamespace,
  };
}
