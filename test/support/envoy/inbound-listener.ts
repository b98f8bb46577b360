import type { Logging } from './access-loggers.ts';
import { accessLoggers, listenerLoggers } from './access-loggers.ts';
import type { Certificates } from './certificates.ts';
import { connectionManager } from './connection-manager.ts';
import type { MeshPod, PodPort } from './pod.ts';
import { principalOfPod } from './pod.ts';
import { rbacFromPolicies } from './rbac-from-policy.ts';
import { downstreamTls } from './transport-sockets.ts';
import type { TypedConfig } from './typed-config.ts';
import { typedConfig } from './typed-config.ts';

export function inboundCluster(port: PodPort): string {
  return `inbound|${port.number}||`;
}

/** A sidecar's listener for one port: an mTLS chain and, unless STRICT, a plaintext one with the same filters. */
export function inboundListener(
  pod: MeshPod,
  port: PodPort,
  certificates: Certificates,
  logging: Logging,
): object {
  const filters = port.protocol === 'tcp' ? tcpFilters(pod, port, logging) : [httpFilter(pod, port, logging)];
  const alpn = port.protocol === 'tcp' ? [] : ['h2', 'http/1.1'];
  const inspector = typedConfig(
    'envoy.filters.listener.tls_inspector',
    'envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector',
  );
  return {
    name: `inbound_${port.number}`,
    address: { socket_address: { address: pod.address, port_value: port.number } },
    traffic_direction: 'INBOUND',
    listener_filters: [inspector],
    access_log: listenerLoggers(logging),
    filter_chains: [
      {
        name: 'mtls',
        filter_chain_match: { transport_protocol: 'tls' },
        transport_socket: downstreamTls(certificates, principalOfPod(pod), alpn),
        filters,
      },
      ...(port.mtls === 'strict'
        ? []
        : [{ name: 'plaintext', filter_chain_match: { transport_protocol: 'raw_buffer' }, filters }]),
    ],
  };
}

function httpFilter(pod: MeshPod, port: PodPort, logging: Logging): TypedConfig {
  return connectionManager({
    statPrefix: `inbound_${port.number}`,
    virtualHost: `inbound|http|${port.number}`,
    routes: [
      { name: 'default', match: { prefix: '/' }, route: { cluster: inboundCluster(port), timeout: '0s' } },
    ],
    filters: rbacFromPolicies(pod.policies, 'http'),
    gateway: false,
    logging,
  });
}

function tcpFilters(pod: MeshPod, port: PodPort, logging: Logging): TypedConfig[] {
  const proxy = typedConfig(
    'envoy.filters.network.tcp_proxy',
    'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
    {
      stat_prefix: inboundCluster(port),
      cluster: inboundCluster(port),
      access_log: accessLoggers(logging),
    },
  );
  return [...rbacFromPolicies(pod.policies, 'tcp'), proxy];
}
