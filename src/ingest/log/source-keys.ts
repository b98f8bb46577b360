import type { LogLine } from './log-line.ts';

/** A line that can't be counted yet; equal ones share `release`. */
export interface HeldLine {
  readonly time: number;
  readonly release: (time: number) => void;
}

/**
 * Which optional keys the lines of a source have. A writer that omits empty values leaves the key out where
 * there was no TLS, so a line without it says "plaintext" if any other line has it, and nothing if none has.
 * Until one is seen, such lines wait.
 */
export interface SourceKeys {
  /** Some line had the server name's key. */
  readonly sni: boolean;
  /** Some line had the key of the peer's or the local certificate. */
  readonly peer: boolean;
  /** Lines were counted without knowing whether their callers used TLS. */
  readonly tlsUnknown: boolean;
  /** True = nothing is known yet that says what a line without the keys means. */
  readonly undecided: boolean;
  see(line: LogLine): void;
  hold(held: HeldLine): void;
  /** The source has ended: no line had a key. */
  settle(): void;
}

/** `limit`: how many lines wait at most; past it the keys count as absent. */
export function createSourceKeys(limit = 500_000): SourceKeys {
  let sni = false;
  let peer = false;
  let settled = false;
  let tlsUnknown = false;
  let waiting: HeldLine[] = [];

  function release(): void {
    const lines = waiting;
    waiting = [];
    for (const held of lines) held.release(held.time);
  }

  function settle(): void {
    tlsUnknown ||= waiting.length > 0;
    settled = true;
    release();
  }

  return {
    get sni() {
      return sni;
    },
    get peer() {
      return peer;
    },
    get tlsUnknown() {
      return tlsUnknown;
    },
    get undecided() {
      return !sni && !peer && !settled;
    },
    see(line) {
      const hadSni = sni;
      const hadPeer = peer;
      sni ||= line.sni !== undefined;
      peer ||= hasPeerKey(line);
      if ((sni && !hadSni) || (peer && !hadPeer)) release();
    },
    hold(held) {
      waiting.push(held);
      if (waiting.length >= limit) settle();
    },
    settle,
  };
}

export function hasPeerKey({ claims }: LogLine): boolean {
  return claims !== null && (claims.peer !== undefined || claims.local !== undefined);
}
