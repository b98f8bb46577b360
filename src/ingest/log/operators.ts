import * as shapes from './format-shape.ts';
import { FREE, type Shape } from './format-shape.ts';
import { SHAPES } from './operator-shapes.ts';
import { timePatternOf } from './time-pattern.ts';

/** The fields of a line that are read. Everything else of a format is stepped over. */
export const FIELDS = [
  'startTime',
  'method',
  'path',
  'rawPath',
  'originalPath',
  'protocol',
  'code',
  'flags',
  'details',
  'terminationDetails',
  'grpcStatus',
  'bytesIn',
  'bytesOut',
  'duration',
  'upstreamHost',
  'upstreamCluster',
  'upstreamLocal',
  'local',
  'remote',
  'directRemote',
  'sni',
  'routeName',
  'peer',
  'localSan',
  'peerState',
  'pod',
  'namespace',
  'workload',
  'direction',
  'logType',
] as const;
export type Field = (typeof FIELDS)[number];

export interface Operator {
  /** null = not read. */
  readonly field: Field | null;
  readonly shape: Shape;
  /** `:MAX`: longer values are cut there, in bytes; null = whole. */
  readonly max: number | null;
  /** The strftime argument of a time; null = Envoy's default, or no time. */
  readonly timePattern: string | null;
}

type Reading = Pick<Operator, 'field' | 'shape'>;

/** Those without arguments that are read. */
const READ: ReadonlyMap<string, Field> = new Map([
  ['RESPONSE_CODE', 'code'],
  ['RESPONSE_FLAGS', 'flags'],
  ['RESPONSE_CODE_DETAILS', 'details'],
  ['CONNECTION_TERMINATION_DETAILS', 'terminationDetails'],
  ['GRPC_STATUS', 'grpcStatus'],
  ['GRPC_STATUS_NUMBER', 'grpcStatus'],
  ['PROTOCOL', 'protocol'],
  ['BYTES_RECEIVED', 'bytesIn'],
  ['BYTES_SENT', 'bytesOut'],
  ['DURATION', 'duration'],
  ['UPSTREAM_HOST', 'upstreamHost'],
  ['UPSTREAM_REMOTE_ADDRESS', 'upstreamHost'],
  ['UPSTREAM_CLUSTER', 'upstreamCluster'],
  ['UPSTREAM_CLUSTER_RAW', 'upstreamCluster'],
  ['UPSTREAM_LOCAL_ADDRESS', 'upstreamLocal'],
  ['DOWNSTREAM_LOCAL_ADDRESS', 'local'],
  ['DOWNSTREAM_REMOTE_ADDRESS', 'remote'],
  ['DOWNSTREAM_DIRECT_REMOTE_ADDRESS', 'directRemote'],
  ['REQUESTED_SERVER_NAME', 'sni'],
  ['ROUTE_NAME', 'routeName'],
  ['DOWNSTREAM_PEER_URI_SAN', 'peer'],
  ['DOWNSTREAM_LOCAL_URI_SAN', 'localSan'],
  ['HOSTNAME', 'pod'],
  ['ACCESS_LOG_TYPE', 'logType'],
] as const);

/** What says the pod's namespace and workload, and on which side of it the proxy stood: no caller's words. */
const OF_THE_PROXY: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['CEL(xds.node.metadata.NAMESPACE)', { field: 'namespace', shape: shapes.NAME }],
  ["CEL(xds.node.metadata['NAMESPACE'])", { field: 'namespace', shape: shapes.NAME }],
  ['CEL(xds.node.metadata.WORKLOAD_NAME)', { field: 'workload', shape: shapes.NAME }],
  ["CEL(xds.node.metadata['WORKLOAD_NAME'])", { field: 'workload', shape: shapes.NAME }],
  ['CEL(xds.listener_direction)', { field: 'direction', shape: shapes.NAME }],
  ['CEL(xds.node.id)', { field: null, shape: shapes.NAME }],
  ['ENVIRONMENT(POD_NAME)', { field: 'pod', shape: shapes.NAME }],
  ['ENVIRONMENT(POD_NAMESPACE)', { field: 'namespace', shape: shapes.NAME }],
  ['ENVIRONMENT(ISTIO_META_WORKLOAD_NAME)', { field: 'workload', shape: shapes.NAME }],
  ['FILTER_STATE(io.istio.peer_principal:PLAIN)', { field: 'peerState', shape: shapes.URIS }],
]);

/** Whatever their arguments say, they may print any text. */
const WITH_ARGUMENTS = new Set(
  (
    'RESP RESPONSE_HEADER TRAILER RESPONSE_TRAILER QUERY_PARAM QUERY_PARAMS ENVIRONMENT CUSTOM_FLAGS CEL TYPED_CEL ' +
    'COALESCE DYNAMIC_METADATA CLUSTER_METADATA UPSTREAM_METADATA METADATA FILTER_STATE ' +
    'UPSTREAM_FILTER_STATE LOCAL_REPLY_BODY'
  ).split(' '),
);
const REQUEST_HEADER = /^(?:REQ|REQUEST_HEADER|REQ_WITHOUT_QUERY)$/;

/**
 * What Envoy prints for an operator, given as `formatParts` does (`REQ(:PATH):200`). null = Envoy has no such
 * operator.
 */
export function operatorOf(text: string): Operator | null {
  const [, name, args, cut] = /^([A-Z0-9_]+)(?:\((.*)\))?(?::(\d+))?$/s.exec(text) ?? [];
  if (name === undefined) return null;
  const max = cut === undefined ? null : Number(cut);
  if (/^(?:START|EMIT)_TIME(?:_LOCAL)?$/.test(name)) return { ...time(name, args || null), max };
  const reading = args === undefined ? plain(name) : withArguments(name, args);
  return reading && { ...reading, max, timePattern: null };
}

/** A start that says no instant isn't read. `…_LOCAL` is in a zone that only the text can tell. */
function time(name: string, timePattern: string | null): Omit<Operator, 'max'> {
  const starts = name.startsWith('START');
  if (timePattern === null)
    return { field: starts ? 'startTime' : null, shape: shapes.DEFAULT_TIME, timePattern };
  const pattern = timePatternOf(timePattern);
  if (pattern === null) return { field: null, shape: FREE, timePattern };
  const tells = pattern.instant && (pattern.zoned || !name.endsWith('_LOCAL'));
  return {
    field: starts && tells ? 'startTime' : null,
    shape: { kind: 'time', form: pattern.form },
    timePattern,
  };
}

function plain(name: string): Reading | null {
  if (name === 'PATH') return pathOf('');
  const shape = SHAPES.get(name);
  return shape === undefined ? null : { field: READ.get(name) ?? null, shape };
}

function withArguments(name: string, args: string): Reading | null {
  const known = OF_THE_PROXY.get(`${name}(${args})`);
  if (known !== undefined) return known;
  if (REQUEST_HEADER.test(name)) return requestHeader(args.toLowerCase());
  if (name === 'PATH') return pathOf(args);
  if (WITH_ARGUMENTS.has(name)) return { field: null, shape: FREE };
  if (name === 'COMMON_DURATION') return { field: null, shape: shapes.INTEGER };
  if (name === 'REQUESTED_SERVER_NAME') return serverName(args);
  if (name === 'RESPONSE_CODE_DETAILS') return { field: 'details', shape: shapes.FILLED };
  if (name.endsWith('_TRANSPORT_FAILURE_REASON')) return { field: null, shape: shapes.FILLED };
  if (name === 'GRPC_STATUS' || name === 'GRPC_STATUS_NUMBER') return plain(name);
  // The argument is a strftime pattern.
  if (/_CERT_V_(?:START|END)$/.test(name)) return plain(name);
  // The argument is the length of the prefix.
  return name.endsWith('_WITHOUT_PORT') ? plain(name) : null;
}

/** `X?Y`: header X, or Y where there is no X. `:METHOD` and `:PATH` are in every request. */
function requestHeader(headers: string): Reading {
  if (/^:method(?:\?|$)/.test(headers)) return { field: 'method', shape: shapes.METHOD };
  if (/^:path(?:\?|$)/.test(headers)) return { field: 'rawPath', shape: FREE };
  if (headers === 'x-envoy-original-path?:path') return { field: 'path', shape: FREE };
  return { field: headers === 'x-envoy-original-path' ? 'originalPath' : null, shape: FREE };
}

/** `WQ|NQ:ORIG|PATH|ORIG_OR_PATH`, with or without the query. */
function pathOf(args: string): Reading | null {
  const found = /^(?:WQ|NQ)?(?::(ORIG|PATH|ORIG_OR_PATH))?$/.exec(args);
  if (found === null) return null;
  if (found[1] === 'PATH') return { field: 'rawPath', shape: FREE };
  return { field: found[1] === 'ORIG' ? 'originalPath' : 'path', shape: FREE };
}

/** Unless it says so, it may be the `Host` header. */
function serverName(args: string): Reading {
  const sni = /^SNI_ONLY(?::|$)/.test(args);
  return { field: sni ? 'sni' : null, shape: sni ? shapes.TOKEN : FREE };
}
