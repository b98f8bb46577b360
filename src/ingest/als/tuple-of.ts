import { normalAddress } from '../../core/identify/address.ts';
import type { RecordOutcome } from '../../core/model/flow.ts';
import type { Exchange } from './exchange.ts';
import { peerPrincipalState } from './filter-state.ts';
import type { SocketAddress } from './gen/envoy/config/core/v3/address.ts';
import { isPresented, sanText } from './peer-evidence.ts';
import { prefixFor, type StreamState } from './stream-state.ts';

const END = '\0';

/**
 * Names what an exchange is about: equal tuples are one flow. All that identification reads takes part, and
 * nothing that differs from one request to the next (ephemeral ports, ids, times, sizes, query). The path
 * stands last; no other part can hold a NUL, since neither certificates nor HTTP headers can.
 */
export function tupleOf(stream: StreamState, exchange: Exchange, outcome: RecordOutcome): string {
  const { common, method } = exchange;
  const tls = common.tlsProperties;
  const local = common.downstreamLocalAddress?.socketAddress;
  const port = local?.portValue ?? 0;
  const own = local !== undefined && isOwn(stream, local.address);
  const state = peerPrincipalState(common);
  const upstream = endpointThatCounts(exchange);
  const presented = isPresented(tls?.peerCertificateProperties);
  const kind =
    (exchange.protocol === 'tcp' ? 1 : 0) |
    (exchange.grpc ? 2 : 0) |
    (tls ? 4 : 0) |
    (presented ? 8 : 0) |
    (local ? 16 : 0) |
    (state === null ? 0 : 32) |
    (upstream ? 64 : 0);
  let text = prefixFor(stream, sanText(tls?.localCertificateProperties)) + END + kind + END + port + END;
  text += sanText(tls?.peerCertificateProperties) + END + (method ?? '') + END + common.upstreamCluster + END;
  if (state !== null) text += state + END;
  // Without a cluster the route and a denial tell the direction.
  if (common.upstreamCluster === '') text += common.routeName + END + isRbacDenial(exchange) + END;
  if (upstream) text += upstream.address + END + upstream.portValue + END;
  if (isUnnamed(stream)) text += addresses(exchange);
  // A row whose direction nothing proves is judged by whether it could become evidence.
  if (port === 0 || !(own || presented)) text += outcome;
  return text + END + seenPath(stream, exchange);
}

/** The endpoint that a source chose says which workload it called; a destination's is the app beside it. */
export function endpointThatCounts({ common }: Exchange): SocketAddress | undefined {
  if (common.upstreamCluster.startsWith('inbound|')) return undefined;
  return common.upstreamRemoteAddress?.socketAddress;
}

export function isUnnamed({ reporter }: StreamState): boolean {
  return reporter !== null && reporter.pod === null && reporter.owner === null;
}

/** A reporter without a name is found by its addresses. */
function addresses({ common }: Exchange): string {
  const remote = common.downstreamDirectRemoteAddress ?? common.downstreamRemoteAddress;
  return common.downstreamLocalAddress?.socketAddress?.address + END + remote?.socketAddress?.address + END;
}

function isRbacDenial({ details, common }: Exchange): boolean {
  const word = 'rbac_access_denied';
  return details.startsWith(word) || common.connectionTerminationDetails.startsWith(word);
}

function isOwn(stream: StreamState, address: string): boolean {
  return stream.own.has(address) || (address.includes(':') && stream.own.has(normalAddress(address)));
}

/**
 * The path that a policy sees: at a sidecar the one logged, at a gateway the original one, which it sets
 * itself; at a waypoint, and where nobody says what the proxy is, the original one matters beside it.
 */
function seenPath(stream: StreamState, { path, originalPath }: Exchange): string {
  const type = stream.reporter?.nodeType;
  if (originalPath === '' || type === 'sidecar') return bare(path);
  if (type === 'router') return bare(originalPath);
  return bare(path) + END + bare(originalPath) + END + (path === originalPath);
}

function bare(path: string): string {
  for (let i = 0; i < path.length; i++) {
    const char = path.charCodeAt(i);
    if (char === 0x3f || char === 0x23) return path.slice(0, i);
  }
  return path;
}
