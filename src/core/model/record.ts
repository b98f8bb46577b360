import type { Denial } from './denial.ts';
import type { RecordSource } from './reason.ts';

/** `router` is Istio's name for a gateway. */
export type NodeType = 'sidecar' | 'router' | 'waypoint' | 'unknown';

export interface Endpoint {
  /** IPv4 or bare IPv6, without zone. */
  readonly ip: string;
  /** 0 where the wire names none. */
  readonly port: number;
}

/** The proxy that said it, as it describes itself or as the input describes it. null = not said. */
export interface Reporter {
  readonly nodeType: NodeType;
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly pod: string | null;
  /** The owner's name (WORKLOAD_NAME), not the canonical service. */
  readonly owner: string | null;
  readonly serviceAccount: string | null;
  readonly labels: Readonly<Record<string, string>> | null;
  /** The pod's own IPs; empty when not said. */
  readonly addresses: readonly string[];
}

/**
 * What the source says about the caller's identity. `tls`: the proxy reported the certificates (ALS, logs with the
 * peer key). `address`: it can't, so the address must speak, and the SNI tells mTLS from plaintext where it is logged.
 */
export type PeerEvidence =
  | { readonly kind: 'plaintext' }
  | {
      readonly kind: 'tls';
      readonly peerUriSans: readonly string[];
      readonly localUriSans: readonly string[];
      /** A certificate was presented, whatever its names. */
      readonly peerCertificate: boolean;
    }
  /** `sni`: null = the line says there was none; undefined = the format has no such field. */
  | { readonly kind: 'address'; readonly sni: string | null | undefined };

/** What the outcome classes are judged by. */
export interface OutcomeFacts {
  readonly protocol: 'http' | 'tcp';
  /** A row of the listener itself: no filter chain took the connection. */
  readonly listener: boolean;
  readonly hasPath: boolean;
  /** 0 = no response began. */
  readonly code: number;
  /** Envoy's short names, e.g. `UF`. */
  readonly flags: readonly string[];
  readonly details: string;
  readonly terminationDetails: string;
  readonly transportFailure: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** null = not visible. */
  readonly grpcStatus: number | null;
}

/** One thing a proxy said happened: decoded, not yet understood. */
export interface TrafficRecord {
  readonly source: RecordSource;
  /** ms since 1970: when it counts. ALS in `serve`: arrival; else the end of the exchange. */
  readonly time: number;
  /** ms since 1970: when the exchange began. The Directory is asked about this moment. */
  readonly startTime: number;
  readonly reporter: Reporter;
  readonly protocol: 'http' | 'tcp';
  /** A visible gRPC status or content type proved it. */
  readonly grpc: boolean;
  /** Said by the log itself; null = to be derived. */
  readonly direction: 'inbound' | 'outbound' | null;
  /** '' when no host was chosen (ALS) or routing never happened (logs). */
  readonly upstreamCluster: string;
  readonly routeName: string;
  readonly local: Endpoint | null;
  /** The physical peer; null when only the claimed address is known. */
  readonly directRemote: Endpoint | null;
  /** May come from x-forwarded-for, then port 0. */
  readonly remote: Endpoint | null;
  readonly upstreamRemote: Endpoint | null;
  readonly peer: PeerEvidence;
  /** Filter state `io.istio.peer_principal` (waypoints), a full SPIFFE URI. */
  readonly peerPrincipalState: string | null;
  readonly method: string | null;
  /** As the reporter logged `:path`, query included. */
  readonly path: string | null;
  /** `x-envoy-original-path`: the caller's claim or the reporter's own rewrite. */
  readonly originalPath: string | null;
  /** The path field may be the caller's claim (Istio's default formats). */
  readonly pathClaimed: boolean;
  /** The source says nothing of `x-envoy-original-path`. */
  readonly originalUnknown?: boolean;
  /** The source kept only the path's first part. */
  readonly pathCut?: boolean;
  readonly outcome: OutcomeFacts;
  /** What the proxy named where it refused, or where policies on trial would have; null = nothing did. */
  readonly denial: Denial | null;
}
