import type { OwnFormat } from './own-formats.ts';
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
  /** And a file per format of one's own. */
  readonly ownFiles?: readonly OwnFile[];
}

export interface OwnFile {
  readonly path: string;
  readonly format: Pick<OwnFormat, 'template' | 'omitEmpty'>;
}

/** Operators beyond Envoy's built-in ones that Istio makes available to its formats. */
export const FORMATTERS = [
  typedConfig(
    'envoy.formatter.req_without_query',
    'envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery',
  ),
  typedConfig('envoy.formatter.metadata', 'envoy.extensions.formatter.metadata.v3.Metadata'),
  typedConfig('envoy.formatter.cel', 'envoy.extensions.formatter.cel.v3.Cel'),
];

/** Istio's default text format since 1.23. */
export const ISTIO_TEXT = [
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE%',
  '%RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS%',
  '"%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% %DURATION%',
  '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%"',
  '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER_RAW%',
  '%UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%',
  '%REQUESTED_SERVER_NAME% %ROUTE_NAME%',
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
  const own = (logging.ownFiles ?? []).map(ownLogger);
  return logging.textFile === null ? [grpc, ...own] : [grpc, textLogger(logging.textFile), ...own];
}

/** Listeners log only connections that no filter chain took, as Istio's do. */
export function listenerLoggers(logging: Logging): object[] {
  const filter = { response_flag_filter: { flags: ['NR'] } };
  return accessLoggers(logging).map((logger) => ({ ...logger, filter }));
}

function textLogger(path: string): TypedConfig {
  return fileLogger(path, { text_format_source: { inline_string: `${ISTIO_TEXT}\n` } });
}

/** As Istio writes it: a text ends in a line break, CEL and the like are extensions. */
export function ownLogger({ path, format: { template, omitEmpty } }: OwnFile): TypedConfig {
  const format =
    template.kind === 'json'
      ? { json_format: template.fields }
      : { text_format_source: { inline_string: template.text.replace(/\n?$/, '\n') } };
  return fileLogger(path, {
    ...format,
    ...(omitEmpty && { omit_empty_values: true }),
    formatters: FORMATTERS,
  });
}

function fileLogger(path: string, format: object): TypedConfig {
  const message = 'envoy.extensions.access_loggers.file.v3.FileAccessLog';
  return typedConfig('envoy.access_loggers.file', message, { path, log_format: format });
}
