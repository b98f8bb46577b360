import type { Inventory } from './core/model/inventory.ts';

/** What the cluster is known to look like: a file, or watches. */
export interface InventorySource {
  /**
   * Gives what there is now, and all of it again whenever it changes, until disposed; what has not changed keeps its
   * objects. A file throws AppError when there is nothing to begin with; a later failure is told, and the last
   * inventory stays in use. A cluster that can't be reached is told by `watches`, and asked again.
   */
  follow(use: (inventory: Inventory) => void, failed: (error: unknown) => void): Promise<AsyncDisposable>;
  /** Where it comes from, such as `inventory file cluster.yaml` or `https://10.96.0.1:443, in cluster`. */
  readonly from: string;
  /** In the order in which resources are listed in docs; none for a file. */
  watches(): readonly WatchStatus[];
  /**
   * ms: up to this moment the pods given are all there were. Later ones may have come, gone or given their addresses
   * on without word. Infinity for a file, whose word holds until it changes, and where the cluster tells of no pods.
   */
  certainUntil(): number;
}

/**
 * `connecting`: nothing was listed yet. `synced`: all is known. `stale`: the last listing stays in use, the watch is
 * being made again. `forbidden`, `absent`: no permission, no such resource in this cluster; asked again.
 */
export type WatchState = 'connecting' | 'synced' | 'stale' | 'forbidden' | 'absent';

export interface WatchStatus {
  /** As RBAC writes it: `pods`, `deployments.apps`. */
  readonly resource: string;
  readonly state: WatchState;
  /** ms of the last byte; null = none yet. */
  readonly heardAt: number | null;
  /** What is in the way, in words; null = nothing. */
  readonly why: string | null;
  /** The rule, as YAML, that would permit it; null unless `forbidden`. */
  readonly rule: string | null;
}
