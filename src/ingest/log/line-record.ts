import type { Denial } from '../../core/model/denial.ts';
import type { OutcomeFacts, Reporter, TrafficRecord } from '../../core/model/record.ts';
import { ownText } from './byte-text.ts';
import { endpointOf } from './line-address.ts';
import { peerOf } from './line-peer.ts';
import type { LogLine } from './log-line.ts';
import type { SourceKeys } from './source-keys.ts';

/** `reporter`: who wrote it; `bytes`: the line's texts are a char per byte; `denial`: as `lineDenial` gives it. */
export function recordOf(
  line: LogLine,
  reporter: Reporter,
  keys: Pick<SourceKeys, 'sni' | 'peer'>,
  bytes: boolean,
  denial: Denial | null,
): TrafficRecord {
  const own = (text: string | null) => (text === null || !bytes ? text : ownText(text));
  return {
    source: 'log',
    time: line.time,
    startTime: line.startTime,
    reporter,
    protocol: line.protocol,
    grpc: line.grpcStatus !== null,
    direction: line.direction,
    upstreamCluster: own(line.upstreamCluster) ?? '',
    routeName: own(line.routeName) ?? '',
    local: line.local,
    // These formats have one address of the caller, and it may come from x-forwarded-for.
    directRemote: null,
    remote: line.remote,
    upstreamRemote: endpointOf(line.upstreamHost) ?? null,
    peer: peerOf(line, keys),
    peerPrincipalState: line.claims?.peerState ?? null,
    method: own(line.method),
    path: own(line.path),
    originalPath: own(line.originalPath),
    pathClaimed: line.pathClaimed,
    ...(line.originalUnknown ? { originalUnknown: true } : {}),
    ...(line.pathCut ? { pathCut: true } : {}),
    outcome: outcomeFactsOf(line),
    denial,
  };
}

export function outcomeFactsOf(line: LogLine): OutcomeFacts {
  return {
    protocol: line.protocol,
    listener: isListenerRow(line),
    hasPath: line.path !== null,
    code: line.code,
    flags: line.flags === '' ? [] : line.flags.split(','),
    details: line.details,
    terminationDetails: line.terminationDetails,
    // The lines name only the upstream's failure; the caller's handshake is not in them.
    transportFailure: '',
    bytesIn: line.bytesIn,
    bytesOut: line.bytesOut,
    grpcStatus: line.grpcStatus,
  };
}

/** No filter chain took the connection: it has no route and no cluster. */
function isListenerRow(line: LogLine): boolean {
  if (line.protocol !== 'tcp' || line.upstreamCluster !== '') return false;
  return line.flags === 'NR' || line.flags.startsWith('NR,') || line.flags.endsWith(',NR');
}
