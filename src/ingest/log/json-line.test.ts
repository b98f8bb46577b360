import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forgedExchange, tcpExchange } from '../../../test/support/log-arbitraries.ts';
import { createJsonLineReader, type JsonObject } from './json-line.ts';
import { endpointOf } from './line-address.ts';

const reader = createJsonLineReader();

const GET = {
  start_time: '2026-03-02T10:00:00.123Z',
  method: 'GET',
  path: '/a?b=c',
  protocol: 'HTTP/2',
  response_code: 200,
  response_flags: '-',
  response_code_details: 'via_upstream',
  connection_termination_details: null,
  bytes_received: 1,
  bytes_sent: 2,
  duration: 5,
  upstream_cluster: 'inbound|8080||;',
  upstream_host: '10.1.2.3:8080',
  upstream_local_address: '127.0.0.6:1',
  downstream_local_address: '10.1.2.3:8080',
  downstream_remote_address: '10.1.9.9:5',
  requested_server_name: null,
  route_name: 'default',
};
const READ = {
  startTime: Date.UTC(2026, 2, 2, 10, 0, 0, 123),
  time: Date.UTC(2026, 2, 2, 10, 0, 0, 128),
  protocol: 'http',
  method: 'GET',
  path: '/a?b=c',
  originalPath: null,
  pathClaimed: true,
  originalUnknown: false,
  pathCut: false,
  code: 200,
  flags: '',
  details: 'via_upstream',
  terminationDetails: '',
  grpcStatus: null,
  bytesIn: 1,
  bytesOut: 2,
  upstreamCluster: 'inbound|8080||',
  routeName: 'default',
  upstreamHost: '10.1.2.3:8080',
  upstreamLocal: '127.0.0.6:1',
  local: { ip: '10.1.2.3', port: 8080 },
  remote: { ip: '10.1.9.9', port: 5 },
  sni: null,
  direction: null,
  claims: null,
};

/** As Envoys of long ago wrote them. */
function stringly(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, value === null ? '-' : String(value)]),
  );
}

function omitting(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

describe('a JSON line', () => {
  it.each<[string, JsonObject, object]>([
    ['as Envoy writes it', GET, {}],
    ['with strings', stringly(GET), {}],
    ['without empty values', omitting(GET), { sni: undefined }],
    ['of a server name', { ...GET, requested_server_name: 'x' }, { sni: 'x' }],
    [
      'with its own path',
      { ...GET, raw_path: '/b' },
      { path: '/b', originalPath: '/a?b=c', pathClaimed: false },
    ],
    ['with the same path', { ...GET, raw_path: '/a?b=c' }, { pathClaimed: false }],
    [
      'with the original path apart',
      { ...GET, path: null, raw_path: '/b', original_path: '/c' },
      { path: '/b', originalPath: '/c', pathClaimed: false },
    ],
    [
      'with an original path that is claimed nowhere else',
      { ...GET, original_path: '/c' },
      { path: '/a?b=c', originalPath: null, pathClaimed: true },
    ],
    [
      'of a path that came as it is',
      { ...GET, path: null, raw_path: '/b', original_path: '-' },
      { path: '/b', originalPath: null, pathClaimed: false },
    ],
    [
      'of a path that may be of after a rewrite',
      { ...omitting(GET), path: undefined, raw_path: '/b' },
      { path: '/b', originalPath: null, originalUnknown: true, pathClaimed: false, sni: undefined },
    ],
    [
      'of the physical peer',
      { ...GET, downstream_direct_remote_address: '10.1.8.8:7' },
      { remote: { ip: '10.1.8.8', port: 7 } },
    ],
    [
      'of an internal peer',
      { ...GET, downstream_direct_remote_address: 'envoy://internal_client_address/' },
      {},
    ],
    ['of a gRPC call', { ...GET, grpc_status: 7 }, { grpcStatus: 7 }],
    ['of a gRPC call, by a text', { ...GET, grpc_status: '0' }, { grpcStatus: 0 }],
    ['of a gRPC call, by its name', { ...GET, grpc_status: 'PermissionDenied' }, { grpcStatus: 7 }],
    ['of a gRPC call, by its other name', { ...GET, grpc_status: 'DEADLINE_EXCEEDED' }, { grpcStatus: 4 }],
    ['of no gRPC call', { ...GET, grpc_status: '-' }, {}],
    ['of no gRPC call either', { ...GET, grpc_status: null }, {}],
    ['of one direction', { ...GET, direction: 1 }, { direction: 'inbound' }],
    ['of the other', { ...GET, direction: '2' }, { direction: 'outbound' }],
    ['of an end', { ...GET, log_type: 'DownstreamEnd' }, {}],
    ['without a type', { ...GET, log_type: 'NotSet' }, {}],
    ['of flags', { ...GET, response_flags: 'UF,URX' }, { flags: 'UF,URX' }],
    ['of a response that never began', { ...GET, response_code: null }, { code: 0 }],
    [
      'with claims',
      {
        ...GET,
        pod: 'p',
        namespace: 'n',
        workload: 'w',
        peer: 'spiffe://a',
        local: '-',
        peer_state: 'spiffe://b',
      },
      {
        claims: {
          pod: 'p',
          namespace: 'n',
          workload: 'w',
          peer: 'spiffe://a',
          local: null,
          peerState: 'spiffe://b',
        },
      },
    ],
    [
      'with an empty claim',
      { ...GET, peer: null },
      {
        claims: {
          pod: null,
          namespace: null,
          workload: null,
          peer: null,
          local: undefined,
          peerState: undefined,
        },
      },
    ],
    [
      'of a connection',
      { ...GET, method: null, path: null, protocol: null, response_code: 0 },
      { protocol: 'tcp', method: null, path: null, pathClaimed: false, code: 0 },
    ],
    [
      'of bytes that were no request',
      { ...GET, method: null, path: null, response_code: 400 },
      { protocol: 'http', method: null, path: null, pathClaimed: false, code: 400 },
    ],
    [
      'without addresses',
      { ...GET, downstream_local_address: null, downstream_remote_address: '-' },
      { local: null, remote: null },
    ],
  ])('%s', (_, object, differs) => {
    expect(reader.read(object)).toEqual({ ...READ, ...differs });
  });

  it.each<[string, JsonObject, string]>([
    ['goes on', { ...GET, log_type: 'DownstreamStart' }, 'intermediate'],
    ['is of a type nobody knows', { ...GET, log_type: 'toString' }, 'intermediate'],
    ['has no time', { ...GET, start_time: null }, 'unparsable-line'],
    ['has another time', { ...GET, start_time: 1772445600 }, 'unparsable-line'],
    ['has a code that is none', { ...GET, response_code: 99 }, 'unparsable-line'],
    ['has flags that are none', { ...GET, response_flags: 'uf' }, 'unparsable-line'],
    ['has bytes that are no number', { ...GET, bytes_sent: 'many' }, 'unparsable-line'],
    ['has an address that is none', { ...GET, downstream_remote_address: '10.1.9.9' }, 'unparsable-line'],
    ['has a peer that is none', { ...GET, downstream_direct_remote_address: 'web' }, 'unparsable-line'],
    ['has a gRPC status that is none', { ...GET, grpc_status: 'fine' }, 'unparsable-line'],
    ['has a method that is none', { ...GET, method: 'GET /x' }, 'unparsable-line'],
  ])('that %s', (_, object, fault) => {
    expect(reader.read(GET)).toEqual(READ);
    expect(reader.read(object)).toBe(fault);
  });

  it('is read as it was written, whatever its values hold', () => {
    fc.assert(
      fc.property(fc.oneof(forgedExchange, tcpExchange), (e) => {
        const written = {
          ...GET,
          start_time: new Date(e.startTime).toISOString(),
          method: e.method,
          path: e.path,
          protocol: e.protocol,
          response_code: e.code,
          user_agent: e.userAgent,
          authority: e.authority,
          downstream_local_address: e.local,
          downstream_remote_address: e.remote,
        };
        expect(reader.read(JSON.parse(JSON.stringify(written)) as JsonObject)).toMatchObject({
          startTime: e.startTime,
          method: e.method,
          path: e.path,
          code: e.code,
          local: endpointOf(e.local),
          remote: endpointOf(e.remote),
        });
      }),
    );
  });
});
