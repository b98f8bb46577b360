import type { Logging } from './access-loggers.ts';
import { SINK_CLUSTER } from './access-loggers.ts';
import type { Certificates } from './certificates.ts';
import { egressClusters, egressListener, endpoint, explicitHttp2 } from './egress-listener.ts';
import { inboundCluster, inboundListener } from './inbound-listener.ts';
import type { MeshPod, PodPort } from './pod.ts';
import { CLUSTER, TRUST_DOMAIN, workloadName } from './pod.ts';

export const ADMIN_PORT = 15000;

export interface Surroundings {
  readonly certificates: Certificates;
  readonly logging: Logging;
  readonly sink: { readonly address: string; readonly port: number };
  /** Ports of the test bed's applications on 127.0.0.1. */
  readonly apps: Readonly<Record<PodPort['protocol'], number>>;
}

/** Envoy's whole configuration for a pod, in the shape that Istio gives a proxy. */
export function bootstrap(pod: MeshPod, around: Surroundings): object {
  const { certificates, logging } = around;
  return {
    node: node(pod),
    admin: { address: { socket_address: { address: pod.address, port_value: ADMIN_PORT } } },
    layered_runtime: {
      layers: [
        {
          name: 'static',
          static_layer: { 'envoy.reloadable_features.http_reject_path_with_fragment': false },
        },
      ],
    },
    static_resources: {
      listeners: [
        ...pod.ports.map((port) => inboundListener(pod, port, certificates, logging)),
        ...pod.egress.map((egress) => egressListener(pod, egress, logging)),
      ],
      clusters: [
        ...pod.ports.map((port) => appCluster(port, around.apps[port.protocol])),
        ...egressClusters(pod, certificates),
        sinkCluster(around.sink),
      ],
    },
  };
}

/** What Istio's agent writes: the first message of each stream repeats it. */
function node(pod: MeshPod): object {
  return {
    id: `${pod.nodeType}~${pod.address}~${pod.name}.${pod.namespace}~${pod.namespace}.svc.${TRUST_DOMAIN}`,
    cluster: `${workloadName(pod)}.${pod.namespace}`,
    metadata: {
      NAME: pod.name,
      NAMESPACE: pod.namespace,
      WORKLOAD_NAME: pod.workload,
      SERVICE_ACCOUNT: pod.serviceAccount,
      LABELS: pod.labels,
      INSTANCE_IPS: pod.address,
      CLUSTER_ID: CLUSTER,
      MESH_ID: TRUST_DOMAIN,
      ISTIO_VERSION: '1.30.2',
      OWNER: owner(pod),
    },
  };
}

function owner(pod: MeshPod): string {
  const group = pod.ownerKind === 'cronjob' ? 'batch/v1' : 'apps/v1';
  return `kubernetes://apis/${group}/namespaces/${pod.namespace}/${pod.ownerKind}s/${pod.workload}`;
}

/** Istio's sidecars call their application from 127.0.0.6. */
function appCluster(port: PodPort, appPort: number): object {
  const name = inboundCluster(port);
  return {
    name,
    type: 'STATIC',
    connect_timeout: '2s',
    upstream_bind_config: { source_address: { address: '127.0.0.6', port_value: 0 } },
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [endpoint('127.0.0.1', appPort)] }],
    },
    ...(port.protocol === 'grpc' && explicitHttp2()),
  };
}

function sinkCluster(sink: Surroundings['sink']): object {
  return {
    name: SINK_CLUSTER,
    type: 'STATIC',
    connect_timeout: '1s',
    load_assignment: {
      cluster_name: SINK_CLUSTER,
      endpoints: [{ lb_endpoints: [endpoint(sink.address, sink.port)] }],
    },
    ...explicitHttp2(),
  };
}
