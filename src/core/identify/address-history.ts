import { holdersOf } from './holders.ts';
import type { Claim, Span } from './span.ts';

/** All that claim one address, and who had it when. */
export class AddressHistory {
  readonly #nextId: () => number;
  #claims: readonly Claim[] = [];
  /** By time, without overlaps. */
  #spans: readonly Span[] = [];

  constructor(nextId: () => number) {
    this.#nextId = nextId;
  }

  at(time: number): Span | null {
    const span = this.#spans.findLast(({ from }) => from <= time);
    return span !== undefined && time < span.to ? span : null;
  }

  /** Puts one claim (null = none) in the place of others. True if a span that was there is no more. */
  replace(before: readonly Claim[], next: Claim | null): boolean {
    this.#claims = this.#claims.filter((claim) => !before.includes(claim));
    if (next !== null) this.#claims = [...this.#claims, next];
    const old = new Map(this.#spans.map((span) => [span.from, span]));
    this.#spans = holdersOf(this.#claims).map(({ claim, from, to }) => {
      const was = old.get(from);
      // What was said of a heard pod stays true when it is heard again: longer, the span keeps its id.
      const keeps = was?.pod === claim.pod && (was.to === to || (claim.heard && was.to < to));
      if (keeps) old.delete(from);
      return { id: keeps ? was.id : this.#nextId(), pod: claim.pod, from, to };
    });
    return old.size > 0;
  }
}
