import type { Listening } from '../core/model/coverage.ts';
import type { RecordSource } from '../core/model/reason.ts';
import type { Clock } from '../ports.ts';

/** From the first to the last record (ms) of something that was read. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * Since when each input has delivered without a hole of ours. A live input listens while the program runs, so
 * its span begins anew with each start: our own time down is not covered. Pushed and read lines are covered
 * from the first to the last of them, across restarts, since who pushes waits for our answer.
 */
export class Delivered {
  readonly #clock: Clock;
  readonly #live = new Map<RecordSource, number>();
  readonly #lines = new Map<RecordSource, Span>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  resume(stored: readonly Listening[]): void {
    for (const { input, from, to } of stored) {
      if (input !== 'als') this.add(input, { first: from, last: to });
    }
  }

  listen(input: RecordSource): void {
    this.#live.set(input, this.#clock.now());
  }

  /** Records of an input were stored. One that is live listens anyway. */
  add(input: RecordSource, span: Span | null): void {
    if (span === null || this.#live.has(input)) return;
    this.#lines.set(input, union(this.#lines.get(input), span));
  }

  /** Until now, and as it will be once `more` is stored. */
  spans(more: readonly { readonly source: RecordSource; readonly span: Span | null }[] = []): Listening[] {
    const to = this.#clock.now();
    const live = [...this.#live].map(([input, from]) => ({ input, from, to }));
    const lines = new Map(this.#lines);
    for (const { source, span } of more) {
      if (span !== null && !this.#live.has(source)) lines.set(source, union(lines.get(source), span));
    }
    return [...live, ...[...lines].map(([input, { first, last }]) => ({ input, from: first, to: last }))];
  }
}

function union(known: Span | undefined, { first, last }: Span): Span {
  if (known === undefined) return { first, last };
  return { first: Math.min(known.first, first), last: Math.max(known.last, last) };
}
