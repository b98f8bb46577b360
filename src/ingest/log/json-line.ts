import { ACCESS_LOG_TYPES, stageOf } from '../../core/identify/stage.ts';
import { grpcStatusOf } from './grpc-status.ts';
import { endpointOf } from './line-address.ts';
import { createTimeReader } from './line-time.ts';
import type { LineClaims, LineFault, LogLine } from './log-line.ts';
import { clusterOf } from './text-line.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export interface JsonLineReader {
  read(object: JsonObject): LogLine | LineFault;
}

const CLAIM_KEYS = ['pod', 'namespace', 'workload', 'peer', 'local', 'peer_state'];
const TOKEN = /^[^\s"]*$/;
const FLAGS = /^[A-Z]{1,16}(?:,[A-Z]{1,16})*$/;

/**
 * Reads lines of Istio's JSON format: its default keys, and those that say who spoke and who called (`peer`,
 * `peer_state`, `local`, `raw_path`, `original_path`, `downstream_direct_remote_address`, `grpc_status`, `pod`,
 * `namespace`, `workload`, `direction`, `log_type`). Numbers may be strings; `null`, `"-"` and `""` are no value.
 * `readTime`: ms of what `start_time` says, NaN = no time.
 */
export function createJsonLineReader(readTime = createTimeReader().read): JsonLineReader {
  return {
    read(object) {
      if (isIntermediate(text(object, 'log_type'))) return 'intermediate';
      const startTime = readTime(text(object, 'start_time'));
      const code = number(object, 'response_code');
      const flags = text(object, 'response_flags');
      const amounts = ['bytes_received', 'bytes_sent', 'duration'].map((key) => number(object, key));
      const [bytesIn = 0, bytesOut = 0, duration = 0] = amounts;
      const local = endpointOf(text(object, 'downstream_local_address') || '-');
      const remote = remoteOf(object);
      const grpcStatus = grpcStatusOf(text(object, 'grpc_status'));
      if (Number.isNaN(startTime) || local === undefined || remote === undefined) return 'unparsable-line';
      if (!isCode(code) || (flags !== '' && !FLAGS.test(flags)) || amounts.some(Number.isNaN)) {
        return 'unparsable-line';
      }
      if (grpcStatus === undefined) return 'unparsable-line';
      const method = text(object, 'method') || null;
      if (method !== null && !TOKEN.test(method)) return 'unparsable-line';
      const paths = pathsOf(object);
      const tcp = method === null && paths.path === null && text(object, 'protocol') === '' && code === 0;
      return {
        startTime,
        time: startTime + duration,
        protocol: tcp ? 'tcp' : 'http',
        method,
        ...paths,
        pathCut: false,
        code,
        flags,
        details: text(object, 'response_code_details'),
        terminationDetails: text(object, 'connection_termination_details'),
        grpcStatus,
        bytesIn,
        bytesOut,
        upstreamCluster: clusterOf(text(object, 'upstream_cluster')),
        routeName: text(object, 'route_name'),
        upstreamHost: text(object, 'upstream_host') || '-',
        upstreamLocal: text(object, 'upstream_local_address') || '-',
        local,
        remote,
        sni: optional(object, 'requested_server_name'),
        direction: directionOf(text(object, 'direction')),
        claims: claimsOf(object),
      };
    },
  };
}

/** The physical peer where the line has it; one without an address (an internal listener) says nothing. */
function remoteOf(object: JsonObject): LogLine['remote'] | undefined {
  const direct = endpointOf(text(object, 'downstream_direct_remote_address') || '-');
  const remote = endpointOf(text(object, 'downstream_remote_address') || '-');
  return direct === undefined || remote === undefined ? undefined : (direct ?? remote);
}

/**
 * `raw_path` is the request's own path; `path` may be what the caller claims was the original one, which is all
 * that `original_path` is.
 */
function pathsOf(
  object: JsonObject,
): Pick<LogLine, 'path' | 'originalPath' | 'originalUnknown' | 'pathClaimed'> {
  const path = text(object, 'path') || null;
  const raw = text(object, 'raw_path');
  if (raw === '') return { path, originalPath: null, originalUnknown: false, pathClaimed: path !== null };
  const original = text(object, 'original_path') || path;
  // One of them may be written without its query.
  const same = original === raw || (original !== null && bare(original) === bare(raw));
  const originalUnknown = object.path === undefined && object.original_path === undefined;
  return { path: raw, originalPath: same ? null : original, originalUnknown, pathClaimed: false };
}

function bare(path: string): string {
  return path.split('?', 1)[0] as string;
}

function claimsOf(object: JsonObject): LineClaims | null {
  if (!CLAIM_KEYS.some((key) => object[key] !== undefined)) return null;
  return {
    pod: text(object, 'pod') || null,
    namespace: text(object, 'namespace') || null,
    workload: text(object, 'workload') || null,
    peer: optional(object, 'peer'),
    local: optional(object, 'local'),
    peerState: optional(object, 'peer_state'),
  };
}

/** `%CEL(xds.listener_direction)%` prints Envoy's TrafficDirection. */
function directionOf(said: string): LogLine['direction'] {
  if (said === '1' || said.toLowerCase() === 'inbound') return 'inbound';
  return said === '2' || said.toLowerCase() === 'outbound' ? 'outbound' : null;
}

/** Types of newer Envoys are taken as intermediate too. */
function isIntermediate(logType: string): boolean {
  if (logType === '') return false;
  const number = Object.hasOwn(ACCESS_LOG_TYPES, logType) ? ACCESS_LOG_TYPES[logType] : undefined;
  return number === undefined || stageOf('http', number, false) !== 'end';
}

function isCode(code: number): boolean {
  return code === 0 || (Number.isInteger(code) && code >= 100 && code <= 599);
}

function text(object: JsonObject, key: string): string {
  const value = object[key];
  if (typeof value === 'string') return value === '-' ? '' : value;
  return typeof value === 'number' ? String(value) : '';
}

function optional(object: JsonObject, key: string): string | null | undefined {
  return object[key] === undefined ? undefined : text(object, key) || null;
}

function number(object: JsonObject, key: string): number {
  const value = text(object, key);
  if (value === '') return 0;
  return /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
}
