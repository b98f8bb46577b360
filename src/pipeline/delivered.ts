import type { Listening } from '../core/model/coverage.ts';
import type { Interval } from '../core/model/interval.ts';
import type { RecordSource } from '../core/model/reason.ts';
import type { Clock } from '../ports.ts';

/** Days without a record of any workload. Longer, and it is two recordings: nothing was heard in between. */
const LONGEST_SILENCE = 7;

/**
 * Since when each input has delivered without a hole of ours. A live input listens while the program runs, so its span
 * begins anew with each start: our own time down is not covered. Pushed and read lines are covered from the first to
 * the last of them, across restarts, since who pushes waits for our answer; but not over a silence of the whole input
 * that is longer than a week, or one line of last year would make its workload a year old.
 */
export class Delivered {
  readonly #clock: Clock;
  readonly #silence: number;
  readonly #live = new Map<RecordSource, number>();
  readonly #lines = new Map<RecordSource, readonly Interval[]>();

  /** `timeUnit`: ms of a (scaled) day. */
  constructor(clock: Clock, timeUnit: number) {
    this.#clock = clock;
    this.#silence = LONGEST_SILENCE * timeUnit;
  }

  resume(stored: readonly Listening[]): void {
    for (const span of stored) if (span.input !== 'als') this.add(span.input, [span]);
  }

  listen(input: RecordSource): void {
    this.#live.set(input, this.#clock.now());
  }

  /** Records of an input were stored, from the first to the last of each day. One that is live listens anyway. */
  add(input: RecordSource, days: readonly Interval[]): void {
    if (days.length > 0 && !this.#live.has(input))
      this.#lines.set(input, this.#joined(this.#lines.get(input), days));
  }

  /** Until now, and as it will be once `more` is stored. */
  spans(
    more: readonly { readonly source: RecordSource; readonly days: readonly Interval[] }[] = [],
  ): Listening[] {
    const to = this.#clock.now();
    const live = [...this.#live].map(([input, from]) => ({ input, from, to }));
    const lines = new Map(this.#lines);
    for (const { source, days } of more) {
      if (days.length > 0 && !this.#live.has(source))
        lines.set(source, this.#joined(lines.get(source), days));
    }
    return [
      ...live,
      ...[...lines].flatMap(([input, spans]) => spans.map(({ from, to }) => ({ input, from, to }))),
    ];
  }

  #joined(known: readonly Interval[] = [], days: readonly Interval[]): readonly Interval[] {
    const sorted = [...known, ...days].toSorted((a, b) => a.from - b.from);
    const spans: Interval[] = [];
    for (const { from, to } of sorted) {
      const before = spans.at(-1);
      if (before === undefined || from - before.to > this.#silence) spans.push({ from, to });
      else spans[spans.length - 1] = { from: before.from, to: Math.max(before.to, to) };
    }
    return spans;
  }
}
