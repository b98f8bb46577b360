import { holdersOf } from './holders.ts';
import type { Claim, Span } from './span.ts';

/** All that claim one address, and who had it when: spans by time, without overlaps. */
export interface AddressHistory {
  readonly claims: readonly Claim[];
  readonly spans: readonly Span[];
}

export const NO_HISTORY: AddressHistory = { claims: [], spans: [] };

/** Puts one claim (null = none) in the place of others. `lost`: a span that was there is no more. */
export function withClaim(
  history: AddressHistory,
  before: readonly Claim[],
  next: Claim | null,
  nextId: () => number,
): { readonly history: AddressHistory; readonly lost: boolean } {
  const kept = history.claims.filter((claim) => !before.includes(claim));
  const claims = next === null ? kept : [...kept, next];
  const old = new Map(history.spans.map((span) => [span.from, span]));
  const spans = holdersOf(claims).map(({ claim, from, to }) => {
    const was = old.get(from);
    // What was said of a heard pod stays true when it is heard again: longer, the span keeps its id.
    const keeps = was?.pod === claim.pod && (was.to === to || (claim.heard && was.to < to));
    if (keeps) old.delete(from);
    return { id: keeps ? was.id : nextId(), pod: claim.pod, from, to };
  });
  return { history: { claims, spans }, lost: old.size > 0 };
}
