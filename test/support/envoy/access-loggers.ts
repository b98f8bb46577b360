import type { TypedConfig } from './typed-config.ts';
import { typedConfig } from './typed-config.ts';

const SINK_HOST = 'leastpath.leastpath.svc.cluster.local';
export const SINK_CLUSTER = `outbound|19001||${SINK_HOST}`;

/** What the proxies of a mesh log, and where to. */
export interface Logging {
  /** Envoy's duration, e.g. `0.1s`; its own default is a second. */
  readonly flushInterval: string;
  /** Logs `grpc-status` and content types, so that a failed RPC can be told from a good one. */
  readonly grpcStatus: boolean;
  /** Writes Istio's default text log beside it when set. */
  readonly textFile: string | null;
}

/** Istio's default text format since 1.23. */
const TEXT = [
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE%',
  '%RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS%',
  '"%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% %DURATION%',
  '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%"',
  '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER_RAW%',
  '%UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%',
  '%REQUESTED_SERVER_NAME% %ROUTE_NAME%\n',
].join(' ');

/**
 * The loggers of one log point. As with Istio's provider `envoyHttpAls` alone: the same gRPC logger stands on HTTP
 * and TCP chains and on the listener.
 */
export function accessLoggers(logging: Logging): TypedConfig[] {
  const grpc = typedConfig(
    'envoy.access_loggers.http_grpc',
    'envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig',
    {
      common_config: {
        log_name: 'http_envoy_accesslog',
        transport_api_version: 'V3',
        // Istio names the authority too. Without, it is the cluster's name, whose bars Node's HTTP/2 refuses.
        grpc_service: { envoy_grpc: { cluster_name: SINK_CLUSTER, authority: SINK_HOST } },
        filter_state_objects_to_log: ['upstream_peer', 'downstream_peer'],
        buffer_flush_interval: logging.flushInterval,
      },
      ...(logging.grpcStatus && {
        additional_request_headers_to_log: ['content-type'],
        additional_response_headers_to_log: ['grpc-status'],
        additional_response_trailers_to_log: ['grpc-status'],
      }),
    },
  );
  return logging.textFile === null ? [grpc] : [grpc, textLogger(logging.textFile)];
}

/** Listeners log only connections that no filter chain took, as Istio's do. */
export function listenerLoggers(logging: Logging): object[] {
  const filter = { response_flag_filter: { flags: ['NR'] } };
  return accessLoggers(logging).map((logger) => ({ ...logger, filter }));
}

function textLogger(path: string): TypedConfig {
  const format = { text_format_source: { inline_string: TEXT } };
  const message = 'envoy.extensions.access_loggers.file.v3.FileAccessLog';
  return typedConfig('envoy.access_loggers.file', message, { path, log_format: format });
}
