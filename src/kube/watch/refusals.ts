/**
 * Whether a 403 or a 404 is to be believed. A starting API server says both of what it will give a moment later: only
 * one that is repeated after `believe` ms, with nothing else in between, counts.
 */
export interface Refusals {
  /** True = believed. */
  refused(kind: 'forbidden' | 'absent', now: number): boolean;
  /** Something was given. */
  given(): void;
  /** How often it was said in a row. */
  count(): number;
}

export function createRefusals(believe: number): Refusals {
  let first: { readonly kind: string; readonly at: number } | null = null;
  let count = 0;
  return {
    refused(kind, now) {
      if (first?.kind !== kind) {
        first = { kind, at: now };
        count = 0;
      }
      count += 1;
      return count > 1 && now - first.at >= believe;
    },
    given() {
      first = null;
      count = 0;
    },
    count: () => count,
  };
}
