import type { Flow } from '../model/flow.ts';
import type { TrafficRecord } from '../model/record.ts';
import { callerOf } from './caller.ts';
import { portOfCluster, serviceOfCluster } from './cluster-name.ts';
import type { Directory } from './directory.ts';
import { truePath } from './path.ts';
import type { KnownReporter } from './reporter.ts';

/**
 * The flow of a row whose reporter is the callee (or the gateway or waypoint in front of it). The port is
 * where the proxy listens: 0 where neither the local address nor the cluster says. Through a waypoint the
 * callee is a Service.
 */
export function inboundFlow(
  record: TrafficRecord,
  reporter: KnownReporter,
  directory: Directory,
  trustDomain: string,
): Flow {
  const { path, mark } = truePath(record, reporter.nodeType);
  const callee = {
    reporter: 'destination',
    workload: reporter.workload,
    plane: reporter.plane,
    labels: reporter.labels,
    rollout: reporter.rollout,
    caller: callerOf(record, reporter.nodeType, directory, trustDomain),
    port: record.local?.port || portOfCluster(record.upstreamCluster),
    protocol: record.protocol,
    grpc: record.grpc,
    method: record.protocol === 'tcp' ? null : record.method,
    path,
    pathMark: mark,
  } as const;
  const service = reporter.plane === 'waypoint' ? serviceOfCluster(record.upstreamCluster) : null;
  if (service === null) return callee;
  const { namespace, name, port } = service;
  const workload = { cluster: reporter.workload.cluster, namespace, name: `service:${name}` };
  return { ...callee, workload, port, labels: null, rollout: null };
}
