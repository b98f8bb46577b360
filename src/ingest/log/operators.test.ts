import { describe, expect, it } from 'vitest';
import { FIELDS, operatorOf } from './operators.ts';

describe('an operator', () => {
  it.each([
    ['START_TIME', 'startTime', 'word'],
    ['START_TIME(%s.%3f)', 'startTime', 'time'],
    ['START_TIME_LOCAL', 'startTime', 'word'],
    ['START_TIME_LOCAL(%F %T %z)', 'startTime', 'time'],
    ['START_TIME_LOCAL(%F %T)', null, 'time'],
    ['START_TIME(%F)', null, 'time'],
    ['START_TIME(%Q)', null, 'free'],
    ['EMIT_TIME', null, 'word'],
    ['REQ(:METHOD)', 'method', 'word'],
    ['REQUEST_HEADER(:method)', 'method', 'word'],
    ['REQ(X-HTTP-METHOD?:METHOD)', null, 'free'],
    ['REQ(:PATH)', 'rawPath', 'free'],
    ['REQ(:path):200', 'rawPath', 'free'],
    ['REQ(X-ENVOY-ORIGINAL-PATH?:PATH)', 'path', 'free'],
    ['REQUEST_HEADER(x-envoy-original-path?:path)', 'path', 'free'],
    ['REQ(X-ENVOY-ORIGINAL-PATH)', 'originalPath', 'free'],
    ['REQ(:PATH?X-ENVOY-ORIGINAL-PATH)', 'rawPath', 'free'],
    ['REQ_WITHOUT_QUERY(:PATH)', 'rawPath', 'free'],
    ['REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH)', 'path', 'free'],
    ['REQ(X-MY-PATH?:PATH)', null, 'free'],
    ['REQ(USER-AGENT)', null, 'free'],
    ['RESP(:STATUS)', null, 'free'],
    ['PATH(NQ)', 'path', 'free'],
    ['PATH(WQ:ORIG_OR_PATH)', 'path', 'free'],
    ['PATH(NQ:PATH):99', 'rawPath', 'free'],
    ['PATH(WQ:ORIG)', 'originalPath', 'free'],
    ['PROTOCOL', 'protocol', 'word'],
    ['RESPONSE_CODE', 'code', 'word'],
    ['RESPONSE_FLAGS', 'flags', 'word'],
    ['RESPONSE_FLAGS_LONG', null, 'word'],
    ['RESPONSE_CODE_DETAILS', 'details', 'word'],
    ['RESPONSE_CODE_DETAILS(ALLOW_WHITESPACES)', 'details', 'free'],
    ['CONNECTION_TERMINATION_DETAILS', 'terminationDetails', 'free'],
    ['GRPC_STATUS', 'grpcStatus', 'word'],
    ['GRPC_STATUS(SNAKE_STRING)', 'grpcStatus', 'word'],
    ['GRPC_STATUS_NUMBER', 'grpcStatus', 'word'],
    ['BYTES_RECEIVED', 'bytesIn', 'word'],
    ['BYTES_SENT', 'bytesOut', 'word'],
    ['UPSTREAM_WIRE_BYTES_SENT', null, 'word'],
    ['DURATION', 'duration', 'word'],
    ['COMMON_DURATION(DS_RX_BEG:DS_TX_END:ms)', null, 'word'],
    ['UPSTREAM_HOST', 'upstreamHost', 'word'],
    ['UPSTREAM_CLUSTER', 'upstreamCluster', 'word'],
    ['UPSTREAM_CLUSTER_RAW', 'upstreamCluster', 'word'],
    ['UPSTREAM_LOCAL_ADDRESS', 'upstreamLocal', 'word'],
    ['DOWNSTREAM_LOCAL_ADDRESS', 'local', 'word'],
    ['DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT', null, 'word'],
    ['DOWNSTREAM_REMOTE_ADDRESS', 'remote', 'word'],
    ['DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(16)', null, 'word'],
    ['DOWNSTREAM_DIRECT_REMOTE_ADDRESS', 'directRemote', 'word'],
    ['REQUESTED_SERVER_NAME', 'sni', 'word'],
    ['REQUESTED_SERVER_NAME(SNI_ONLY)', 'sni', 'word'],
    ['REQUESTED_SERVER_NAME(HOST_FIRST:ORIG)', null, 'free'],
    ['ROUTE_NAME', 'routeName', 'word'],
    ['DOWNSTREAM_PEER_URI_SAN', 'peer', 'word'],
    ['DOWNSTREAM_LOCAL_URI_SAN', 'localSan', 'word'],
    ['FILTER_STATE(io.istio.peer_principal:PLAIN)', 'peerState', 'word'],
    ['FILTER_STATE(io.istio.peer_principal)', null, 'free'],
    ['HOSTNAME', 'pod', 'word'],
    ['CEL(xds.node.metadata.NAMESPACE)', 'namespace', 'word'],
    ['CEL(xds.node.metadata.WORKLOAD_NAME)', 'workload', 'word'],
    ['CEL(xds.listener_direction)', 'direction', 'word'],
    ['CEL(request.headers["a"])', null, 'free'],
    ['ACCESS_LOG_TYPE', 'logType', 'word'],
    // A caller's `x-request-id`.
    ['STREAM_ID', null, 'free'],
    ['DYNAMIC_METADATA(a:b):9', null, 'free'],
    ['DOWNSTREAM_PEER_SUBJECT', null, 'free'],
  ])('%s', (text, field, kind) => {
    const operator = operatorOf(text);
    expect([operator?.field, operator?.shape.kind]).toEqual([field, kind]);
  });

  it.each([
    ['REQ(:PATH):200', 200, null],
    ['REQ(:PATH)', null, null],
    ['START_TIME(%H:%M)', null, '%H:%M'],
    ['START_TIME()', null, null],
  ])('%s: its limit and its pattern', (text, max, timePattern) => {
    expect(operatorOf(text)).toMatchObject({ max, timePattern });
  });

  it.each([
    '',
    'MOON_PHASE',
    'req(:path)',
    'REQ',
    'REQ(',
    'RESPONSE_CODE(x)',
    'PATH(X)',
    'REQ(A):x',
    ':PATH',
  ])('%j is none', (text) => {
    expect(operatorOf(text)).toBeNull();
  });

  it('there is for each field', () => {
    expect(new Set(FIELDS).size).toBe(30);
  });
});
