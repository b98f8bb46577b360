import { holdersOf } from './holders.ts';
import type { Claim, Span } from './span.ts';

/** All that claim one address, and who had it when: spans by time, without overlaps. */
export interface AddressHistory {
  readonly claims: readonly Claim[];
  readonly spans: readonly Span[];
  /** As `spans`, by the word of inventories alone for their clusters: what is heard there ends nothing. */
  readonly listed: readonly Span[];
}

export const NO_HISTORY: AddressHistory = { claims: [], spans: [], listed: [] };

/** Puts claims in the place of others. `lost`: a span that was there is no more. */
export function withClaims(
  history: AddressHistory,
  before: readonly Claim[],
  next: readonly Claim[],
  nextId: () => number,
): { readonly history: AddressHistory; readonly lost: boolean } {
  const claims = [...history.claims.filter((claim) => !before.includes(claim)), ...next];
  const { spans, lost } = spansOf(claims, history.spans, nextId);
  const clusters = new Set(claims.filter(({ heard }) => !heard).map(({ pod }) => pod.cluster));
  const told = claims.filter(({ heard, pod }) => !heard || !clusters.has(pod.cluster));
  if (told.length === claims.length) return { history: { claims, spans, listed: spans }, lost };
  const listed = spansOf(told, history.listed, nextId);
  return { history: { claims, spans, listed: listed.spans }, lost: lost || listed.lost };
}

function spansOf(
  claims: readonly Claim[],
  before: readonly Span[],
  nextId: () => number,
): { readonly spans: readonly Span[]; readonly lost: boolean } {
  const old = new Map(before.map((span) => [span.from, span]));
  const spans = holdersOf(claims).map(({ claim, from, to }) => {
    const was = old.get(from);
    // What was said of a heard pod stays true when it is heard again: longer, the span keeps its id.
    const keeps = was?.pod === claim.pod && (was.to === to || (claim.heard && was.to < to));
    if (keeps) old.delete(from);
    return { id: keeps ? was.id : nextId(), pod: claim.pod, from, to, heard: claim.heard };
  });
  return { spans, lost: old.size > 0 };
}

/** null = nobody. */
export function spanIn(spans: readonly Span[], time: number): Span | null {
  const found = spans.findLast(({ from }) => from <= time);
  return found !== undefined && time < found.to ? found : null;
}
