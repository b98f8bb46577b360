import type { Endpoint } from '../../core/model/record.ts';

/** `envoy-…`: a format of the mesh's or the user's own. */
export type LogFormat = 'istio-text' | 'istio-json' | 'envoy-text' | 'envoy-json';

export function isOwnFormat(format: string): format is 'envoy-text' | 'envoy-json' {
  return format === 'envoy-text' || format === 'envoy-json';
}

/**
 * What only JSON lines can say. null = the line has the key without a value; undefined = it has no such key.
 */
export interface LineClaims {
  readonly pod: string | null;
  readonly namespace: string | null;
  readonly workload: string | null;
  /** URI SANs, comma-joined. */
  readonly peer: string | null | undefined;
  readonly local: string | null | undefined;
  /** Filter state `io.istio.peer_principal`. */
  readonly peerState: string | null | undefined;
}

/** An access-log line, taken apart. Values are as Envoy wrote them, without its `-` for "none". */
export interface LogLine {
  /** ms: START_TIME, and when the exchange ended. */
  readonly startTime: number;
  readonly time: number;
  readonly protocol: 'http' | 'tcp';
  readonly method: string | null;
  readonly path: string | null;
  readonly originalPath: string | null;
  readonly pathClaimed: boolean;
  /** Nothing of the line would say the path before the writer's own rewrite. */
  readonly originalUnknown: boolean;
  /** The writer cut the path: it may go on. */
  readonly pathCut: boolean;
  readonly code: number;
  /** Comma-joined short names; '' = none. */
  readonly flags: string;
  readonly details: string;
  readonly terminationDetails: string;
  /** null = not said, or none. */
  readonly grpcStatus: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** '' = routing never happened. */
  readonly upstreamCluster: string;
  readonly routeName: string;
  readonly upstreamHost: string;
  readonly upstreamLocal: string;
  readonly local: Endpoint | null;
  readonly remote: Endpoint | null;
  /** null = the line says there was none; undefined = it has no such field. */
  readonly sni: string | null | undefined;
  readonly direction: 'inbound' | 'outbound' | null;
  readonly claims: LineClaims | null;
}

/** Why a line is no record. `intermediate`: it speaks of an exchange that goes on. */
export type LineFault = 'unparsable-line' | 'ambiguous-line' | 'intermediate';
