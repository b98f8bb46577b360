import type { JsonTemplate, LogTemplate } from '../../../src/core/model/log-template.ts';
import { ISTIO_TEXT } from './access-loggers.ts';
import type { FormatView } from './format-view.ts';
import { FULL_VIEW } from './format-view.ts';

/** A format as a mesh may have one of its own. */
export interface OwnFormat {
  readonly name: string;
  readonly template: LogTemplate;
  readonly omitEmpty?: boolean;
  readonly view: FormatView;
  /**
   * The hostile calls whose lines can be read in two ways. `echo-…` has a whole line of the format in a header: what
   * follows the first path may as well follow the second, and all before that be one path, if a path may be any text.
   */
  readonly ambiguous: readonly string[];
}

/** Much of everything, and a path that is cut. */
const CUSTOM = [
  '%START_TIME(%s.%3f)% peer="%DOWNSTREAM_PEER_URI_SAN%" local="%DOWNSTREAM_LOCAL_URI_SAN%"',
  'dst=%DOWNSTREAM_LOCAL_ADDRESS% src=%DOWNSTREAM_DIRECT_REMOTE_ADDRESS% proto=%PROTOCOL%',
  '"%REQ(:METHOD)% %REQ(:PATH):200%" code=%RESPONSE_CODE% grpc=%GRPC_STATUS_NUMBER%',
  'flags=%RESPONSE_FLAGS% why="%RESPONSE_CODE_DETAILS%" term="%CONNECTION_TERMINATION_DETAILS%"',
  'cluster=%UPSTREAM_CLUSTER_RAW%',
  'shadow=%DYNAMIC_METADATA(envoy.filters.http.rbac:istio_dry_run_allow_shadow_engine_result)%',
  'type=%ACCESS_LOG_TYPE% in=%BYTES_RECEIVED% out=%BYTES_SENT% dur=%DURATION%',
].join(' ');

const REST = [
  '"%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%',
  '"%CONNECTION_TERMINATION_DETAILS%" %BYTES_RECEIVED% %BYTES_SENT% %UPSTREAM_CLUSTER_RAW%',
  '%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_DIRECT_REMOTE_ADDRESS% %DOWNSTREAM_PEER_URI_SAN%',
].join(' ');

/** Formats of every shape that people give their meshes. */
export const OWN_FORMATS: readonly OwnFormat[] = [
  text(
    'istio-and-more',
    `${ISTIO_TEXT} "%REQ(X-B3-TRACEID)%" "%DOWNSTREAM_PEER_URI_SAN%" "%DOWNSTREAM_LOCAL_URI_SAN%"`,
    { path: 'claimed', grpcStatus: false },
    // Any of the pieces that look like a line's end may be it: the path and the trace id are the caller's texts.
    ['echo-istio-and-more', 'echo-istio-and-more-end'],
  ),
  text(
    'key-value',
    'ts=%START_TIME% src=%DOWNSTREAM_REMOTE_ADDRESS% dst=%DOWNSTREAM_LOCAL_ADDRESS% method=%REQ(:METHOD)% ' +
      'path="%REQ(:PATH)%" status=%RESPONSE_CODE% flags=%RESPONSE_FLAGS% details="%RESPONSE_CODE_DETAILS%" ' +
      'end="%CONNECTION_TERMINATION_DETAILS%" in=%BYTES_RECEIVED% out=%BYTES_SENT% ms=%DURATION% ' +
      'cluster=%UPSTREAM_CLUSTER% sni=%REQUESTED_SERVER_NAME% agent="%REQ(USER-AGENT)%" rid="%REQ(X-REQUEST-ID)%" ' +
      'type=%ACCESS_LOG_TYPE%',
    { caller: 'address-and-sni', address: 'remote', path: 'raw', grpcStatus: false },
    ['echo-key-value'],
  ),
  text(
    'tabs',
    [
      '%START_TIME(%Y-%m-%dT%H:%M:%S.%6f%z)%\t%PROTOCOL%\t%REQ(:METHOD)%\t%REQ(:PATH)%\t%RESPONSE_CODE%',
      '%RESPONSE_FLAGS%\t%RESPONSE_CODE_DETAILS%\t%BYTES_RECEIVED%\t%BYTES_SENT%\t%DURATION%',
      '%UPSTREAM_CLUSTER_RAW%\t%DOWNSTREAM_LOCAL_ADDRESS%\t%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%',
      '%DOWNSTREAM_PEER_URI_SAN%\t%DOWNSTREAM_LOCAL_URI_SAN%',
    ].join('\t'),
    { path: 'raw', grpcStatus: false, tcpDenials: false },
  ),
  text(
    'nginx',
    '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% - - [%START_TIME(%d/%b/%Y:%H:%M:%S %z)%] ' +
      '"%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%" %RESPONSE_CODE% %BYTES_SENT% "%REQ(REFERER)%" ' +
      '"%REQ(USER-AGENT)%" %BYTES_RECEIVED% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %UPSTREAM_CLUSTER_RAW% ' +
      '%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_DIRECT_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME%',
    { caller: 'address-and-sni', path: 'raw', grpcStatus: false, tcpDenials: false },
    ['echo-nginx'],
  ),
  text(
    'bars',
    [
      '%START_TIME(%s)%|"%REQ(:METHOD)% %REQ(:PATH)%"|%PROTOCOL%|%RESPONSE_CODE%|%RESPONSE_FLAGS%',
      '%RESPONSE_CODE_DETAILS%|%DOWNSTREAM_LOCAL_ADDRESS%|%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%',
      '%DOWNSTREAM_PEER_URI_SAN%|%DOWNSTREAM_LOCAL_URI_SAN%|%BYTES_RECEIVED%|%BYTES_SENT%',
      '%REQUESTED_SERVER_NAME%',
    ].join('|'),
    { path: 'raw', grpcStatus: false, cluster: false, tcpDenials: false },
  ),
  text(
    'semicolons',
    [
      '%START_TIME(%s%3f)%;%DOWNSTREAM_LOCAL_ADDRESS%;%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%;%RESPONSE_CODE%',
      '%RESPONSE_FLAGS%;%RESPONSE_CODE_DETAILS%;%GRPC_STATUS%;%DURATION%;%BYTES_RECEIVED%;%BYTES_SENT%',
      '"%UPSTREAM_CLUSTER_RAW%";"%DOWNSTREAM_PEER_URI_SAN%";"%DOWNSTREAM_LOCAL_URI_SAN%";%REQ(:METHOD)%;%REQ(:PATH)%',
    ].join(';'),
    { path: 'raw', tcpDenials: false },
  ),
  text(
    'free-end',
    '[%START_TIME%] %DOWNSTREAM_DIRECT_REMOTE_ADDRESS% > %DOWNSTREAM_LOCAL_ADDRESS% %REQUESTED_SERVER_NAME% ' +
      '%UPSTREAM_CLUSTER_RAW% %PROTOCOL% %REQ(:METHOD)% %RESPONSE_CODE% %RESPONSE_FLAGS% ' +
      '%RESPONSE_CODE_DETAILS% %BYTES_RECEIVED%/%BYTES_SENT% "%CONNECTION_TERMINATION_DETAILS%" ' +
      '"%REQ_WITHOUT_QUERY(:PATH)%" "%REQ(USER-AGENT)%"',
    { caller: 'address-and-sni', path: 'raw', grpcStatus: false },
    // Three texts in a row: whoever writes `" "` in the last may have meant the end of any.
    [
      'quoted-pieces',
      ...['free-end', 'grpc-names', 'grpc-names-end', 'istio-and-more', 'istio-and-more-end', 'nginx'].map(
        (line) => `echo-${line}`,
      ),
    ],
  ),
  text(
    'grpc-names',
    '%START_TIME% %GRPC_STATUS(SNAKE_STRING)% %RESPONSE_CODE% %RESPONSE_CODE_DETAILS% %REQ(:METHOD)% ' +
      '"%PATH(WQ:PATH)%" "%CONNECTION_TERMINATION_DETAILS%" %BYTES_RECEIVED% %BYTES_SENT% %UPSTREAM_CLUSTER_RAW% ' +
      '%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %DOWNSTREAM_LOCAL_URI_SAN% %DOWNSTREAM_PEER_URI_SAN%',
    { path: 'raw' },
  ),
  text(
    'who-spoke',
    '%START_TIME(%F %T,%3f)% ns=%CEL(xds.node.metadata.NAMESPACE)% pod=%CEL(xds.node.metadata.NAME)% ' +
      'side=%CEL(xds.listener_direction)% %REQ(:METHOD)% "%PATH(NQ:ORIG)%" %PATH(NQ:PATH)% ' +
      '%RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %BYTES_RECEIVED% %BYTES_SENT% ' +
      '%UPSTREAM_CLUSTER_RAW% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%',
    { caller: 'address', address: 'remote', grpcStatus: false, tcpDenials: false },
  ),
  // Formats whose lines a caller can begin with what log collectors put before lines.
  text('free-start', `%REQ(X-B3-TRACEID)% - [%START_TIME%] ${REST}`, { path: 'raw', grpcStatus: false }, [
    'wrapped-pod',
  ]),
  text('bracket-start', `[%REQ(X-B3-TRACEID)%] [%START_TIME%] ${REST}`, { path: 'raw', grpcStatus: false }, [
    'wrapped-bracket',
  ]),
  text('time-start', `%START_TIME% %REQ(X-B3-TRACEID)% ${REST}`, { path: 'raw', grpcStatus: false }, [
    'wrapped-time',
    'wrapped-stream',
    // A quote ends the first text, or a path that begins with it.
    'trace',
    ...['bracket-start', 'custom', 'free-start', 'time-start'].map((line) => `echo-${line}-end`),
  ]),
  // A text that looks like JSON and isn't: nothing in it is escaped.
  text(
    'looks-like-json',
    '{"time":"%START_TIME%","method":"%REQ(:METHOD)%","path":"%REQ(:PATH)%","status":%RESPONSE_CODE%,' +
      '"flags":"%RESPONSE_FLAGS%","details":"%RESPONSE_CODE_DETAILS%","in":%BYTES_RECEIVED%,"out":%BYTES_SENT%,' +
      '"agent":"%REQ(USER-AGENT)%","cluster":"%UPSTREAM_CLUSTER_RAW%","local":"%DOWNSTREAM_LOCAL_ADDRESS%",' +
      '"remote":"%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%","sni":"%REQUESTED_SERVER_NAME%"}',
    { caller: 'address-and-sni', path: 'raw', grpcStatus: false, tcpDenials: false },
    ['echo-looks-like-json'],
  ),
  json(
    'json-flat',
    {
      '@timestamp': '%START_TIME(%s.%6f)%',
      level: 'access',
      schema: 3,
      verb: '%REQ(:METHOD)%',
      url: '%REQ(:PATH)%',
      status: '%RESPONSE_CODE%',
      why: '%RESPONSE_FLAGS%',
      because: '%RESPONSE_CODE_DETAILS%',
      ended: '%CONNECTION_TERMINATION_DETAILS%',
      rx: '%BYTES_RECEIVED%',
      tx: '%BYTES_SENT%',
      took: '%DURATION%',
      to: '%DOWNSTREAM_LOCAL_ADDRESS%',
      from: '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%',
      server_name: '%REQUESTED_SERVER_NAME%',
      cluster: '%UPSTREAM_CLUSTER_RAW%',
      agent: '%REQ(USER-AGENT)%',
      claimed: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
      line: '%REQ(:METHOD)% %REQ(:PATH)% %RESPONSE_CODE%',
    },
    { caller: 'address-and-sni', grpcStatus: false },
  ),
  {
    ...json(
      'json-nested',
      {
        time: '%START_TIME%',
        http: {
          request: { method: '%REQ(:METHOD)%', path: '%REQ(:PATH)%', agent: '%REQ(USER-AGENT)%' },
          response: {
            status: '%RESPONSE_CODE%',
            details: '%RESPONSE_CODE_DETAILS%',
            grpc: '%GRPC_STATUS_NUMBER%',
          },
        },
        net: {
          bytes: { in: '%BYTES_RECEIVED%', out: '%BYTES_SENT%' },
          local: '%DOWNSTREAM_LOCAL_ADDRESS%',
          remote: '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%',
          ended: '%CONNECTION_TERMINATION_DETAILS%',
          cluster: '%UPSTREAM_CLUSTER_RAW%',
        },
        tls: { peer: '%DOWNSTREAM_PEER_URI_SAN%', own: '%DOWNSTREAM_LOCAL_URI_SAN%' },
        node: { namespace: '%CEL(xds.node.metadata.NAMESPACE)%', kind: '%ACCESS_LOG_TYPE%' },
      },
      { path: 'raw' },
    ),
    omitEmpty: true,
  },
  text('custom', CUSTOM, { path: 'raw', cut: 200 }),
];

function text(
  name: string,
  format: string,
  view: Partial<FormatView>,
  ambiguous: readonly string[] = [],
): OwnFormat {
  return { name, template: { kind: 'text', text: format }, view: { ...FULL_VIEW, ...view }, ambiguous };
}

function json(name: string, fields: JsonTemplate, view: Partial<FormatView>): OwnFormat {
  return { name, template: { kind: 'json', fields }, view: { ...FULL_VIEW, ...view }, ambiguous: [] };
}
