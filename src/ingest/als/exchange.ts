import type { OutcomeFacts } from '../../core/model/record.ts';
import {
  AccessLogCommon,
  type ConnectionProperties,
  type HTTPAccessLogEntry,
  HTTPRequestProperties,
  HTTPResponseProperties,
  type TCPAccessLogEntry,
} from './gen/envoy/data/accesslog/v3/accesslog.ts';
import { grpcStatusOf, hasGrpcContent } from './grpc-proof.ts';
import { methodOf } from './request-method.ts';
import { flagsOf } from './response-flags.ts';

/** One entry, the same whichever logger wrote it. */
export interface Exchange {
  readonly logger: 'http' | 'tcp';
  readonly common: AccessLogCommon;
  readonly protocol: 'http' | 'tcp';
  readonly listener: boolean;
  readonly method: string | null;
  /** '' = none. */
  readonly path: string;
  readonly originalPath: string;
  readonly code: number;
  readonly flags: readonly string[];
  readonly details: string;
  readonly grpc: boolean;
  readonly grpcStatus: number | null;
  readonly bytesIn: bigint;
  readonly bytesOut: bigint;
}

const NOTHING = new Uint8Array();
const NO_COMMON = AccessLogCommon.decode(NOTHING);
const NO_REQUEST = HTTPRequestProperties.decode(NOTHING);
const NO_RESPONSE = HTTPResponseProperties.decode(NOTHING);
const NO_CONNECTION: ConnectionProperties = { receivedBytes: 0n, sentBytes: 0n };

const NOT_SET = 0;
const TCP_CONNECTION_END = 3;

/**
 * The HTTP logger also reports TCP connections: their entry has the type of a connection's end or, from
 * Envoys that know no types, no method, path, protocol and code; the connection's bytes stand in the body
 * fields.
 */
export function httpExchange(entry: HTTPAccessLogEntry): Exchange {
  const common = entry.commonProperties ?? NO_COMMON;
  const request = entry.request ?? NO_REQUEST;
  const response = entry.response ?? NO_RESPONSE;
  const code = response.responseCode ?? 0;
  const type = common.accessLogType;
  const silent =
    request.path === '' && request.requestMethod === 0 && entry.protocolVersion === 0 && code === 0;
  const tcp = type === TCP_CONNECTION_END || (type === NOT_SET && silent);
  const grpcStatus = grpcStatusOf(response);
  const flags = flagsOf(common.responseFlags);
  return {
    logger: 'http',
    common,
    protocol: tcp ? 'tcp' : 'http',
    listener: tcp && isListener(common, flags),
    method: tcp ? null : methodOf(request),
    path: tcp ? '' : request.path,
    originalPath: request.originalPath,
    code,
    flags,
    details: response.responseCodeDetails,
    grpc: grpcStatus !== null || hasGrpcContent(request, response),
    grpcStatus,
    bytesIn: request.requestBodyBytes,
    bytesOut: response.responseBodyBytes,
  };
}

export function tcpExchange(entry: TCPAccessLogEntry): Exchange {
  const common = entry.commonProperties ?? NO_COMMON;
  const connection = entry.connectionProperties ?? NO_CONNECTION;
  const flags = flagsOf(common.responseFlags);
  return {
    logger: 'tcp',
    common,
    protocol: 'tcp',
    listener: isListener(common, flags),
    method: null,
    path: '',
    originalPath: '',
    code: 0,
    flags,
    details: '',
    grpc: false,
    grpcStatus: null,
    bytesIn: connection.receivedBytes,
    bytesOut: connection.sentBytes,
  };
}

/** A row of the listener itself: no filter chain took the connection. */
function isListener(common: AccessLogCommon, flags: readonly string[]): boolean {
  return common.accessLogType === NOT_SET && common.upstreamCluster === '' && flags.includes('NR');
}

export function outcomeFacts(exchange: Exchange): OutcomeFacts {
  const { common } = exchange;
  return {
    protocol: exchange.protocol,
    listener: exchange.listener,
    hasPath: exchange.path !== '',
    code: exchange.code,
    flags: exchange.flags,
    details: exchange.details,
    terminationDetails: common.connectionTerminationDetails,
    transportFailure: common.downstreamTransportFailureReason,
    bytesIn: bounded(exchange.bytesIn),
    bytesOut: bounded(exchange.bytesOut),
    grpcStatus: exchange.grpcStatus,
  };
}

/** Beyond 2⁵³ a number would lie; nothing is decided by how much more it was. */
function bounded(bytes: bigint): number {
  return bytes > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(bytes);
}
