import type { Logging } from './access-loggers.ts';
import { accessLoggers } from './access-loggers.ts';
import type { TypedConfig } from './typed-config.ts';
import { typedConfig } from './typed-config.ts';

interface HttpChain {
  readonly statPrefix: string;
  readonly virtualHost: string;
  readonly routes: readonly object[];
  /** Before the router. */
  readonly filters: readonly TypedConfig[];
  readonly gateway: boolean;
  readonly logging: Logging;
}

/** The HTTP connection manager as Istio configures it: path normalisation BASE, XFCC appended by sidecars. */
export function connectionManager(chain: HttpChain): TypedConfig {
  const router = typedConfig('envoy.filters.http.router', 'envoy.extensions.filters.http.router.v3.Router');
  return typedConfig(
    'envoy.filters.network.http_connection_manager',
    'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: chain.statPrefix,
      normalize_path: true,
      path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
      use_remote_address: chain.gateway,
      forward_client_cert_details: chain.gateway ? 'SANITIZE_SET' : 'APPEND_FORWARD',
      set_current_client_cert_details: { subject: true, uri: true, dns: true },
      upgrade_configs: [{ upgrade_type: 'websocket' }],
      access_log: accessLoggers(chain.logging),
      route_config: {
        name: chain.virtualHost,
        validate_clusters: false,
        virtual_hosts: [{ name: chain.virtualHost, domains: ['*'], routes: chain.routes }],
      },
      http_filters: [...chain.filters, router],
    },
  );
}
