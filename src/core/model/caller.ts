import type { Principal } from './principal.ts';

/** Why a caller has no verified principal. The list is closed: each value is part of an edge's key. */
export const ANONYMOUS_REASONS = [
  'plaintext',
  'no-spiffe-id',
  'not-an-istio-id',
  'ambiguous-san',
  'external',
  'forwarded-address',
  'unknown-address',
  'handshake-unfinished',
  'waypoint-identity-missing',
] as const;

export type AnonymousReason = (typeof ANONYMOUS_REASONS)[number];

export type Caller =
  | { readonly principal: Principal; readonly anonymousReason: null }
  | { readonly principal: null; readonly anonymousReason: AnonymousReason };

export function known(principal: Principal): Caller {
  return { principal, anonymousReason: null };
}

export function anonymous(anonymousReason: AnonymousReason): Caller {
  return { principal: null, anonymousReason };
}

/** One string per caller; no principal contains a colon before its first slash. */
export function callerKey(caller: Caller): string {
  return caller.principal ?? `anonymous:${caller.anonymousReason}`;
}

export function callerOfKey(key: string): Caller {
  return key.startsWith('anonymous:')
    ? anonymous(key.slice('anonymous:'.length) as AnonymousReason)
    : known(key as Principal);
}
