import { Directory } from '../../src/core/identify/directory.ts';
import { identify } from '../../src/core/identify/identify.ts';
import { outcomeOf } from '../../src/core/identify/outcome.ts';
import { callerKey } from '../../src/core/model/caller.ts';
import type { Flow } from '../../src/core/model/flow.ts';
import type { TrafficRecord } from '../../src/core/model/record.ts';
import type { WorkloadKey } from '../../src/core/model/workload.ts';
import { endpointOf, NO_REPORTER, samplePod, sampleRecord } from './sample-record.ts';

export const WEB = 'cluster.local/ns/shop/sa/web';
export const MESH = { trustDomain: 'cluster.local', cluster: 'Kubernetes' };
export const GATEWAY = { app: 'istio-ingressgateway', istio: 'ingressgateway' };

/** For tests: the pods of the samples: cart, its database, a caller, a gateway, and two with IPv6. */
export function samplePods(): Directory {
  const directory = new Directory();
  directory.put(
    samplePod('cart-7d9f-x2', '10.1.2.3', { workload: workload('cart'), serviceAccount: 'cart' }),
  );
  directory.put(samplePod('db-0', '10.1.2.4', { workload: workload('db') }));
  directory.put(samplePod('web-1', '10.1.9.9', { workload: workload('web'), serviceAccount: 'web' }));
  directory.put(
    samplePod('gw-1', '10.1.7.1', { workload: workload('gw'), nodeType: 'router', labels: GATEWAY }),
  );
  directory.put(samplePod('six-1', 'fd00::3', { workload: workload('six') }));
  directory.put(samplePod('six-9', 'fd00::9', { serviceAccount: 'nine' }));
  return directory;
}

export function workload(name: string): WorkloadKey {
  return { cluster: 'Kubernetes', namespace: 'shop', name };
}

/** Why a record is kept, or how it ended and what its flow says, in one line. */
export function fate(record: TrafficRecord, directory = samplePods()): string {
  const identified = identify(record, directory, MESH);
  return identified.kind === 'kept'
    ? identified.reason
    : `${outcomeOf(record.outcome)} ${words(identified.flow)}`;
}

function words(flow: Flow): string {
  const what = flow.protocol === 'tcp' ? 'tcp' : `${flow.method} ${flow.path}`;
  const mark = flow.pathMark === null ? '' : ` (${flow.pathMark})`;
  const side = flow.reporter === 'source' ? ' by source' : '';
  return `${what} ${flow.workload.name}:${flow.port} from ${callerKey(flow.caller)}${mark}${side}`;
}

/**
 * A line of Istio's text format: `request code flags details termination in out | host cluster local remote
 * sni`.
 */
export function line(text: string, changes: Partial<TrafficRecord> = {}): TrafficRecord {
  const [head = '', tail = ''] = text.split(' | ');
  const [method, path, code, flags, details, termination, bytesIn, bytesOut] = head.split(' ').map(dash);
  const [host, cluster, local, remote, sni, route] = tail.split(' ');
  const protocol = method === null && path === null && code === '0' ? 'tcp' : 'http';
  return sampleRecord({
    source: 'log',
    reporter: NO_REPORTER,
    upstreamCluster: dash(cluster) ?? '',
    routeName: dash(route) ?? '',
    local: endpointOf(local ?? ''),
    directRemote: null,
    remote: endpointOf(remote ?? ''),
    upstreamRemote: endpointOf(host ?? ''),
    peer: { kind: 'address', sni: dash(sni) },
    method: method ?? null,
    path: path ?? null,
    pathClaimed: true,
    outcome: {
      protocol,
      listener: details === 'filter_chain_not_found',
      hasPath: path !== null,
      code: Number(code),
      flags: flags?.split(',') ?? [],
      details: details ?? '',
      terminationDetails: termination ?? '',
      bytesIn: Number(bytesIn),
      bytesOut: Number(bytesOut),
    },
    ...changes,
  });
}

function dash(word: string | undefined): string | null {
  return word === undefined || word === '-' ? null : word;
}
