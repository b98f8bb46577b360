import type { Call } from '../evaluate/call.ts';

/** What a reader is shown of the calls of one caller to one operation. */
export interface ShownCall {
  /** null = anonymous. */
  readonly principal: string | null;
  readonly anonymousReason: string | null;
  readonly port: number;
  readonly protocol: 'http' | 'tcp';
  readonly method: string | null;
  /** Identifiers folded; null = TCP, or not told. */
  readonly path: string | null;
}

/** Calls that were recorded as one, with everything a policy may ask of them that is known. */
export interface RecordedCall {
  readonly shown: ShownCall;
  /** What was really sent: one call, or one for each path that a template has kept. */
  readonly seen: readonly Call[];
  /** Of a template: calls that stand for its paths that weren't kept. */
  readonly unseen: readonly Call[];
  /** Why nothing can be said of it, whatever the policies are; null = it can be judged. */
  readonly unknowable: string | null;
}

/**
 * The verified peer as a policy sees it. Only plaintext surely has none (M1): behind every other reason there
 * may be a certificate, of whoever it is.
 */
export function peerOf(principal: string | null, anonymousReason: string | null): string | null | undefined {
  if (principal !== null) return principal;
  return anonymousReason === null || anonymousReason === 'plaintext' ? null : undefined;
}
