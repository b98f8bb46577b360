import type { Denial } from '../../core/model/denial.ts';
import type { Reporter, TrafficRecord } from '../../core/model/record.ts';
import { endpointOf } from './endpoint.ts';
import { startOf } from './entry-time.ts';
import { type Exchange, outcomeFacts } from './exchange.ts';
import { peerPrincipalState } from './filter-state.ts';
import { peerEvidenceOf } from './peer-evidence.ts';

/** The record of an exchange whose tuple is new. `time`: ms since 1970, when it counts. */
export function recordOf(
  reporter: Reporter,
  exchange: Exchange,
  time: number,
  denial: Denial | null,
): TrafficRecord {
  const { common } = exchange;
  return {
    source: 'als',
    time,
    startTime: startOf(common) ?? time,
    reporter,
    protocol: exchange.protocol,
    grpc: exchange.grpc,
    direction: null,
    upstreamCluster: common.upstreamCluster,
    routeName: common.routeName,
    local: endpointOf(common.downstreamLocalAddress),
    directRemote: endpointOf(common.downstreamDirectRemoteAddress),
    remote: endpointOf(common.downstreamRemoteAddress),
    upstreamRemote: endpointOf(common.upstreamRemoteAddress),
    peer: peerEvidenceOf(common.tlsProperties),
    peerPrincipalState: peerPrincipalState(common),
    method: exchange.method,
    path: exchange.path || null,
    originalPath: exchange.originalPath || null,
    pathClaimed: false,
    outcome: outcomeFacts(exchange),
    denial,
  };
}
