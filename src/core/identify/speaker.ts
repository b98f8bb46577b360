import type { Pod } from '../model/pod.ts';
import type { Endpoint, TrafficRecord } from '../model/record.ts';
import { clusterDirection } from './direction.ts';
import type { Directory } from './directory.ts';

/**
 * The pod whose proxy wrote a row that names no reporter: several pods' lines merged into one file. It is
 * the pod with the reporter's address where the source has that; else the local address is the pod's own on
 * inbound rows and on a gateway's, and the caller's on other outbound rows.
 */
export function speakerOf(record: TrafficRecord, directory: Directory): Pod | null {
  const { reporter, startTime } = record;
  if (reporter.pod !== null || reporter.owner !== null) return null;
  const podAt = (ip: string) => directory.spanAt(ip, startTime)?.pod ?? null;
  const [own] = reporter.addresses;
  const pod = own === undefined ? speakerOfRow(record, podAt) : podAt(own);
  return pod !== null && (reporter.namespace ?? pod.namespace) === pod.namespace ? pod : null;
}

function speakerOfRow(record: TrafficRecord, podAt: (ip: string) => Pod | null): Pod | null {
  const podOf = (endpoint: Endpoint | null) => (endpoint?.port ? podAt(endpoint.ip) : null);
  const local = podOf(record.local);
  const named = clusterDirection(record.upstreamCluster);
  const outbound = (named === 'unknown' ? record.direction : named)?.startsWith('outbound') ?? false;
  const isCaller = outbound && !isOwnRow(record, local);
  return isCaller ? podOf(record.directRemote ?? record.remote) : local;
}

/** A gateway's own row, unless somebody called that very gateway by its address. */
function isOwnRow({ local, upstreamRemote }: TrafficRecord, pod: Pod | null): boolean {
  const forwards = pod?.nodeType === 'router' || pod?.nodeType === 'waypoint';
  return forwards && upstreamRemote?.ip !== local?.ip;
}
