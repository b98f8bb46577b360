import type { FlowTally } from './tally.ts';

/**
 * The tallies that count now: those that every flush empties, and those of batches that wait for some of their
 * records.
 */
export class OpenTallies {
  readonly #settled: () => number;
  readonly #lasting: FlowTally[] = [];
  readonly #batches = new Map<FlowTally, () => void>();
  #closing = false;

  /** `settled`: ms until which it is certain now who had an address. */
  constructor(settled: () => number) {
    this.#settled = settled;
  }

  get lasting(): readonly FlowTally[] {
    return this.#lasting;
  }

  add(tally: FlowTally): void {
    this.#lasting.push(tally);
    if (this.#closing) tally.close();
  }

  /** Counts what waited to be certain. */
  settle(): void {
    const until = this.#settled();
    for (const tally of this.#lasting) tally.settle(until);
    for (const [tally, go] of this.#batches) {
      tally.settle(until);
      if (tally.waiting > 0) continue;
      this.#batches.delete(tally);
      go();
    }
  }

  /** Resolves when all of a batch is counted. */
  async complete(batch: FlowTally): Promise<void> {
    if (this.#closing) batch.close();
    if (batch.waiting > 0) await new Promise<void>((resolve) => this.#batches.set(batch, resolve));
  }

  /** From now on nothing waits. */
  close(): void {
    this.settle();
    this.#closing = true;
    for (const tally of this.#lasting) tally.close();
    for (const [tally, go] of this.#batches) {
      tally.close();
      go();
    }
    this.#batches.clear();
  }
}
