import type { NodeType, TrafficRecord } from '../model/record.ts';
import { normalAddress } from './address.ts';

export type Direction = 'inbound' | 'outbound' | 'outbound-refused' | 'not-traffic' | 'unknown';

/**
 * Clusters of the proxy's own bootstrap: its readiness, its metrics, its control plane, its own telemetry.
 */
const BOOTSTRAP: ReadonlySet<string> = new Set([
  'agent',
  'prometheus_stats',
  'sds-grpc',
  'sds-external',
  'xds-grpc',
  'zipkin',
  'tracing',
  'datadog_agent',
  'lightstep',
  'stackdriver',
  'opencensus',
  'otel_collector',
  'envoy_accesslog_service',
  'envoy_metrics_service',
]);

/**
 * Ambient's tunnel clusters: what a waypoint or an HBONE receiver takes in, and what goes out through a
 * tunnel.
 */
const TUNNELS: ReadonlyMap<string, Direction> = new Map([
  ['main_internal', 'inbound'],
  ['encap', 'outbound'],
  ['connect_originate', 'outbound'],
  ['inner_connect_originate', 'outbound'],
  ['outer_connect_originate', 'outbound'],
]);

/**
 * What the name of the upstream cluster says alone (`%UPSTREAM_CLUSTER_RAW%`, or `%UPSTREAM_CLUSTER%` with
 * its trailing `;`). `unknown`: no host was chosen, or the name is nobody's convention.
 */
export function clusterDirection(upstreamCluster: string): Direction {
  if (upstreamCluster.startsWith('inbound|')) return 'inbound';
  if (upstreamCluster.startsWith('outbound|') || upstreamCluster.startsWith('outbound_.')) return 'outbound';
  const name = upstreamCluster.endsWith(';') ? upstreamCluster.slice(0, -1) : upstreamCluster;
  if (name === '' || name === '-') return 'unknown';
  if (name.startsWith('inbound-vip|') || name.startsWith('InboundPassthroughCluster')) return 'inbound';
  if (name === 'PassthroughCluster') return 'outbound';
  if (name === 'BlackHoleCluster') return 'outbound-refused';
  if (BOOTSTRAP.has(name)) return 'not-traffic';
  return TUNNELS.get(name) ?? 'unknown';
}

/**
 * Which way a row looks. A gateway's or a waypoint's row is always its own (`inbound`), wherever it sent the
 * call; for a sidecar's row without a cluster something has to prove it: the log itself, a peer certificate,
 * the pod's own address as the local one, an RBAC denial (only inbound listeners have one), or the route of
 * unknown hosts.
 */
export function directionOf(
  record: TrafficRecord,
  ownAddresses: readonly string[],
  nodeType: NodeType = record.reporter.nodeType,
): Direction {
  const named = clusterDirection(record.upstreamCluster);
  if (named === 'not-traffic') return named;
  if (nodeType === 'router' || nodeType === 'waypoint') return 'inbound';
  if (named !== 'unknown') return named;
  if (record.direction !== null) return record.direction;
  if (hasPeer(record) || isOwn(record, ownAddresses) || isRbacDenial(record)) return 'inbound';
  if (record.routeName === 'allow_any') return 'outbound';
  return record.routeName === 'block_all' ? 'outbound-refused' : 'unknown';
}

function hasPeer({ peer }: TrafficRecord): boolean {
  return peer.kind === 'tls' && (peer.peerCertificate || peer.peerUriSans.length > 0);
}

function isOwn({ local }: TrafficRecord, ownAddresses: readonly string[]): boolean {
  if (local === null) return false;
  const ip = normalAddress(local.ip);
  return ownAddresses.some((own) => normalAddress(own) === ip);
}

function isRbacDenial({ outcome }: TrafficRecord): boolean {
  return (
    outcome.details.startsWith('rbac_access_denied') ||
    outcome.terminationDetails.startsWith('rbac_access_denied')
  );
}
