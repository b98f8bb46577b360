import type { Principal } from '../model/principal.ts';

/** What the enforcing proxy knows of one call when it asks the policies. */
export interface Call {
  /** The filter chain that took the connection (H3): a TCP chain sees neither method nor path. */
  readonly chain: 'http' | 'tcp';
  /** null = no verified peer, e.g. plaintext. */
  readonly principal: Principal | null;
  /** Where the enforcing proxy listens (P1, P2). */
  readonly port: number;
  /** null = not known; ignored on a TCP chain. */
  readonly method: string | null;
  /** Normalised, without query and fragment; null = not known; ignored on a TCP chain. */
  readonly path: string | null;
}
