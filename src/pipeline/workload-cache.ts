import { createOperationIndex, type OperationIndex } from '../core/aggregate/operation-index.ts';
import type { Workload, WorkloadId } from '../core/model/workload.ts';
import type { Store } from '../ports.ts';

/** A workload as the next commit will leave it. */
export interface ActiveWorkload {
  /** null = not stored yet. */
  workload: Workload | null;
  readonly index: OperationIndex;
}

/**
 * Loads workloads on demand and keeps the recently used ones, so that start-up costs nothing and a flush reads only
 * what changed. What was merged but not committed lives here too: `forget` it when it won't be committed.
 */
export class WorkloadCache {
  readonly #store: Store;
  readonly #capacity: number;
  readonly #active = new Map<WorkloadId, ActiveWorkload>();

  /** `capacity`: workloads kept between flushes. */
  constructor(store: Store, capacity: number) {
    this.#store = store;
    this.#capacity = capacity;
  }

  async get(id: WorkloadId): Promise<ActiveWorkload> {
    const found = this.#active.get(id);
    const active = found ?? {
      workload: await this.#store.workload(id),
      index: createOperationIndex(await this.#store.operations(id)),
    };
    // Re-inserted at the end: the map's order is the order of use.
    this.#active.delete(id);
    this.#active.set(id, active);
    return active;
  }

  /** After a commit: the least recently used go. */
  trim(): void {
    for (const id of this.#active.keys()) {
      if (this.#active.size <= this.#capacity) return;
      this.#active.delete(id);
    }
  }

  forget(ids: Iterable<WorkloadId>): void {
    for (const id of ids) this.#active.delete(id);
  }

  clear(): void {
    this.#active.clear();
  }
}
