import type { Detail } from '../model/flow.ts';
import type { Principal } from '../model/principal.ts';

/**
 * Callers whose rules are coarser than asked, because the policy would be too large (L5); all others have
 * what was asked for.
 */
export type Folded = ReadonlyMap<Principal, Detail>;

export const NOBODY: Folded = new Map();

export function detailIn(folded: Folded, asked: Detail): (principal: Principal) => Detail {
  return (principal) => folded.get(principal) ?? asked;
}

/** The next coarser detail; null = there is none. */
export function coarserThan(detail: Detail): Detail | null {
  if (detail === 'paths') return 'methods';
  return detail === 'methods' ? 'callers' : null;
}
