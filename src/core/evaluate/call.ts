/**
 * What the enforcing proxy knows of one call when it asks the policies. An attribute that isn't there
 * (`undefined`) is *not known*, and a policy that asks for it gives `unknown` (B8); `null` is known to be absent.
 */
export interface Call {
  /** The filter chain that took the connection (H3): a TCP chain sees no request. ztunnel's is always TCP. */
  readonly chain: 'http' | 'tcp';
  /** The verified peer's SPIFFE ID without `spiffe://`; null = none, e.g. plaintext (M1). */
  readonly principal?: string | null | undefined;
  /** The direct TCP peer (S12), without port or zone. */
  readonly sourceAddress?: string | undefined;
  /** The client after X-Forwarded-For (S12); on a TCP chain the peer. */
  readonly remoteAddress?: string | undefined;
  readonly destinationAddress?: string | undefined;
  /** Where the enforcing proxy listens (P1–P4). */
  readonly port: number;
  /** As the client sent it (S14). */
  readonly sni?: string | null | undefined;
  /** `:authority`, port included (S7). */
  readonly host?: string | null | undefined;
  readonly method?: string | null | undefined;
  /** Normalised, without query and fragment (N1, S9). */
  readonly path?: string | null | undefined;
  /** `:path` as `request.headers[:path]` sees it: normalised, query included; absent = `path`. */
  readonly pathWithQuery?: string | undefined;
  /** By lower-case name; several lines of one name in their order (S10). */
  readonly headers?: Readonly<Record<string, readonly string[]>> | undefined;
  /** A header that isn't in `headers` was not sent. */
  readonly headersComplete?: boolean;
  /** Whether a token was accepted (S13): `none` = surely not; absent = not known. What is in one is never known. */
  readonly token?: 'none' | undefined;
}
