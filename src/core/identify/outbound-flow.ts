import { known } from '../model/caller.ts';
import type { Flow } from '../model/flow.ts';
import type { TrafficRecord } from '../model/record.ts';
import type { Directory } from './directory.ts';
import { ownPrincipal } from './own-principals.ts';
import { truePath } from './path.ts';
import { type KnownReporter, planeOf } from './reporter.ts';

/**
 * The flow of a row whose reporter is the caller: the callee is the pod that its upstream address belonged
 * to. null when nobody can say whose it was, or who the reporter is.
 */
export function outboundFlow(
  record: TrafficRecord,
  reporter: KnownReporter,
  directory: Directory,
  trustDomain: string,
): Flow | null {
  const { upstreamRemote: upstream } = record;
  const pod = upstream === null ? undefined : directory.spanAt(upstream.ip, record.startTime)?.pod;
  const principal = ownPrincipal(record.peer, reporter, trustDomain);
  if (!upstream?.port || pod === undefined || principal === null) return null;
  const { path, mark } = truePath(record, reporter.nodeType);
  return {
    reporter: 'source',
    workload: pod.workload,
    plane: planeOf(pod.nodeType),
    // The callee's own proxy says its labels; a caller can't.
    labels: null,
    rollout: pod.rollout,
    caller: known(principal),
    port: upstream.port,
    protocol: record.protocol,
    grpc: record.grpc,
    method: record.protocol === 'tcp' ? null : record.method,
    path,
    pathMark: mark,
  };
}
