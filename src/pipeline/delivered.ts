import type { Listening } from '../core/model/coverage.ts';
import type { RecordSource } from '../core/model/reason.ts';
import type { Clock } from '../ports.ts';

/**
 * Since when each input has delivered without a hole of ours. A live input listens while the program runs, so its span
 * begins anew with each start: our own time down is not covered. Pushed and read lines are covered from the first to
 * the last of them, across restarts, since who pushes waits for our answer.
 */
export class Delivered {
  readonly #clock: Clock;
  readonly #live = new Map<RecordSource, number>();
  readonly #lines = new Map<RecordSource, { from: number; to: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  resume(stored: readonly Listening[]): void {
    for (const { input, from, to } of stored) {
      if (input === 'als') continue;
      const latest = this.#lines.get(input);
      if (latest === undefined || from > latest.from) this.#lines.set(input, { from, to });
    }
  }

  listen(input: RecordSource): void {
    this.#live.set(input, this.#clock.now());
  }

  /** Records of an input that isn't live, from `first` to `last` (ms). */
  add(input: RecordSource, span: { readonly first: number; readonly last: number } | null): void {
    if (span === null || this.#live.has(input)) return;
    const known = this.#lines.get(input);
    if (known === undefined) this.#lines.set(input, { from: span.first, to: span.last });
    else {
      known.from = Math.min(known.from, span.first);
      known.to = Math.max(known.to, span.last);
    }
  }

  spans(): Listening[] {
    const to = this.#clock.now();
    const live = [...this.#live].map(([input, from]) => ({ input, from, to }));
    return [...live, ...[...this.#lines].map(([input, span]) => ({ input, ...span }))];
  }
}
