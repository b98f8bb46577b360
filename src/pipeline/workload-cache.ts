import { createOperationIndex, type OperationIndex } from '../core/aggregate/operation-index.ts';
import type { Workload, WorkloadId } from '../core/model/workload.ts';
import type { Store } from '../ports.ts';
import { type KnownDenials, knownDenials } from './denials.ts';

/** A workload as the next commit will leave it. */
export interface ActiveWorkload {
  /** null = not stored yet. */
  workload: Workload | null;
  readonly index: OperationIndex;
  /** Operations in the index. */
  size: number;
  /** null = not asked yet. */
  denials: KnownDenials | null;
}

/**
 * Loads workloads on demand and keeps the recently used ones, so that start-up costs nothing and a flush
 * reads only what changed. What was merged but not committed lives here too: `forget` it if it never will be.
 */
export class WorkloadCache {
  readonly #store: Store;
  readonly #capacity: number;
  readonly #active = new Map<WorkloadId, ActiveWorkload>();

  /** `capacity`: operations kept between flushes. */
  constructor(store: Store, capacity: number) {
    this.#store = store;
    this.#capacity = capacity;
  }

  async get(id: WorkloadId): Promise<ActiveWorkload> {
    const active = this.#active.get(id) ?? (await this.#load(id));
    // Re-inserted at the end: the map's order is the order of use.
    this.#active.delete(id);
    this.#active.set(id, active);
    return active;
  }

  /** Most workloads have none, so they are only read when one comes. */
  async denials(id: WorkloadId): Promise<KnownDenials> {
    const active = await this.get(id);
    active.denials ??= knownDenials(await this.#store.denials(id));
    return active.denials;
  }

  /** After a commit: the least recently used go. */
  trim(): void {
    let excess = [...this.#active.values()].reduce((sum, { size }) => sum + size, -this.#capacity);
    for (const [id, { size }] of this.#active) {
      if (excess <= 0) return;
      this.#active.delete(id);
      excess -= size;
    }
  }

  forget(ids: Iterable<WorkloadId>): void {
    for (const id of ids) this.#active.delete(id);
  }

  clear(): void {
    this.#active.clear();
  }

  async #load(id: WorkloadId): Promise<ActiveWorkload> {
    const workload = await this.#store.workload(id);
    const operations = await this.#store.operations(id);
    return { workload, index: createOperationIndex(operations), size: operations.length, denials: null };
  }
}
