import type { Logging } from './access-loggers.ts';
import type { Certificates } from './certificates.ts';
import { connectionManager } from './connection-manager.ts';
import type { Egress, MeshPod, Route } from './pod.ts';
import { meshServerName, podPort, principalOfPod, serviceHost } from './pod.ts';
import { upstreamTls } from './transport-sockets.ts';
import { typedConfig } from './typed-config.ts';

/** A gateway's listener, or a sidecar's for one service address. The caller's side is plaintext HTTP. */
export function egressListener(pod: MeshPod, egress: Egress, logging: Logging): object {
  const name = `${egress.address}_${egress.port}`;
  const manager = connectionManager({
    statPrefix: `outbound_${name}`,
    virtualHost: `outbound|http|${egress.port}`,
    routes: egress.routes.map((route) => ({
      name: pod.nodeType === 'router' ? `route-${route.prefix.replaceAll('/', '')}` : 'default',
      match: { prefix: route.prefix },
      route: {
        cluster: outboundCluster(route),
        ...(route.rewrite !== undefined && { prefix_rewrite: route.rewrite }),
      },
    })),
    filters: [],
    gateway: pod.nodeType === 'router',
    logging,
  });
  return {
    name,
    address: { socket_address: { address: egress.address, port_value: egress.port } },
    traffic_direction: 'OUTBOUND',
    filter_chains: [{ filters: [manager] }],
  };
}

/** The clusters behind a pod's egress, each once, calling from the pod's own address with its certificate. */
export function egressClusters(pod: MeshPod, certificates: Certificates): object[] {
  const routes = pod.egress.flatMap(({ routes }) => routes);
  const byName = new Map(routes.map((route) => [outboundCluster(route), route]));
  return [...byName].map(([name, route]) => ({
    name,
    type: 'STATIC',
    connect_timeout: '2s',
    upstream_bind_config: { source_address: { address: pod.address, port_value: 0 } },
    transport_socket: upstreamTls(
      certificates,
      principalOfPod(pod),
      meshServerName(callee(route), route.port),
    ),
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: route.to.map(({ address }) => endpoint(address, route.port)) }],
    },
    ...(podPort(callee(route), route.port).protocol === 'grpc' && explicitHttp2()),
  }));
}

export function endpoint(address: string, port: number): object {
  return { endpoint: { address: { socket_address: { address, port_value: port } } } };
}

export function explicitHttp2(): object {
  const options = typedConfig('', 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions', {
    explicit_http_config: { http2_protocol_options: {} },
  });
  return {
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': options.typed_config,
    },
  };
}

function outboundCluster(route: Route): string {
  return `outbound|${route.port}||${serviceHost(callee(route))}`;
}

function callee(route: Route): MeshPod {
  const [first] = route.to;
  if (first === undefined) throw new Error(`the route ${route.prefix} leads nowhere`);
  return first;
}
