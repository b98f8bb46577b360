import { describe, expect, it } from 'vitest';
import {
  type HttpParts,
  httpEntry,
  nested,
  type Part,
  pair,
  type TcpParts,
  tcpEntry,
  text,
  varint,
} from '../../../test/support/als-wire.ts';
import { httpExchange, outcomeFacts, tcpExchange } from './exchange.ts';
import { HTTPAccessLogEntry, TCPAccessLogEntry } from './gen/envoy/data/accesslog/v3/accesslog.ts';

const http = (parts: HttpParts = {}) => httpExchange(HTTPAccessLogEntry.decode(httpEntry(parts)));
const tcp = (parts: TcpParts = {}) => tcpExchange(TCPAccessLogEntry.decode(tcpEntry(parts)));
const NR = nested(16, varint(9, 1));

describe('httpExchange', () => {
  it('reads an ordinary request', () => {
    expect(http({ path: '/a?x=1', method: 3, code: 201 })).toMatchObject({
      logger: 'http',
      protocol: 'http',
      listener: false,
      method: 'POST',
      path: '/a?x=1',
      code: 201,
      flags: [],
      details: 'via_upstream',
      grpc: false,
      grpcStatus: null,
    });
  });

  it.each<[string, HttpParts, string | null]>([
    ['named', { method: 9 }, 'PATCH'],
    ['unspecified', { method: 0 }, null],
    ['unspecified with its header', { method: 0, request: [pair(13, ':method', 'PROPFIND')] }, 'PROPFIND'],
    ['unspecified with an empty header', { method: 0, request: [pair(13, ':method', '')] }, null],
    ['named, whatever the header', { method: 1, request: [pair(13, ':method', 'PURGE')] }, 'GET'],
    ['of a number to come', { method: 77 }, null],
  ])('knows a method %s', (_, parts, method) => {
    expect(http(parts).method).toBe(method);
  });

  it.each<[string, readonly Part[], readonly Part[], boolean, number | null]>([
    ['nothing', [], [], false, null],
    ['a trailer', [], [pair(5, 'grpc-status', '7')], true, 7],
    ['a trailers-only answer', [], [pair(4, 'grpc-status', '12')], true, 12],
    ['both: the trailer', [], [pair(4, 'grpc-status', '0'), pair(5, 'grpc-status', '2')], true, 2],
    ['several values: the first', [], [pair(5, 'grpc-status', '5,0')], true, 5],
    ['a value that is no status', [], [pair(5, 'grpc-status', 'soon')], false, null],
    ['the request content type', [pair(13, 'content-type', 'application/grpc+proto')], [], true, null],
    ['the response content type', [], [pair(4, 'content-type', 'application/grpc')], true, null],
    ['another content type', [pair(13, 'content-type', 'application/json')], [], false, null],
  ])('sees gRPC by %s', (_, request, response, grpc, grpcStatus) => {
    expect(http({ request, response })).toMatchObject({ grpc, grpcStatus });
  });

  it('takes the end of a connection for TCP, with the bytes of the body fields', () => {
    const end = http({
      type: 3,
      path: '',
      method: 0,
      code: 0,
      request: [varint(12, 5)],
      response: [varint(3, 7)],
    });
    expect(end).toMatchObject({ protocol: 'tcp', method: null, listener: false });
    expect(outcomeFacts(end)).toMatchObject({ protocol: 'tcp', bytesIn: 5, bytesOut: 7 });
  });

  it.each<[string, HttpParts & { version?: number }, 'http' | 'tcp']>([
    ['has nothing of a request', { path: '', method: 0, code: 0, version: 0 }, 'tcp'],
    ['has a path', { path: '/', method: 0, code: 0, version: 0 }, 'http'],
    ['has a code', { path: '', method: 0, code: 400, version: 0 }, 'http'],
    ['has a method', { path: '', method: 6, code: 0, version: 0 }, 'http'],
    ['has a protocol', { path: '', method: 0, code: 0 }, 'http'],
  ])('from an Envoy without types: one that %s', (_, { version, ...parts }, protocol) => {
    const entry = HTTPAccessLogEntry.decode(httpEntry({ type: 0, ...parts }));
    expect(httpExchange({ ...entry, protocolVersion: version === 0 ? 0 : 2 }).protocol).toBe(protocol);
  });

  it('knows a listener row by NotSet, NR and no cluster', () => {
    const parts = { type: 0, path: '', method: 0, code: 0, common: [NR] };
    const listener = HTTPAccessLogEntry.decode(httpEntry({ ...parts, cluster: '' }));
    const routed = HTTPAccessLogEntry.decode(httpEntry(parts));
    expect(httpExchange({ ...listener, protocolVersion: 0 }).listener).toBe(true);
    expect(httpExchange({ ...routed, protocolVersion: 0 }).listener).toBe(false);
    // An old Envoy's 404 of a request has the same flag.
    expect(http({ type: 0, cluster: '', code: 404, common: [NR] }).listener).toBe(false);
    expect(http({ type: 6, cluster: '', path: '', code: 0, common: [NR] }).listener).toBe(false);
  });

  it('reads an entry without anything', () => {
    expect(httpExchange(HTTPAccessLogEntry.decode(new Uint8Array()))).toMatchObject({
      protocol: 'tcp',
      path: '',
    });
    expect(tcpExchange(TCPAccessLogEntry.decode(new Uint8Array()))).toMatchObject({ protocol: 'tcp' });
  });
});

describe('tcpExchange', () => {
  it('gives the facts of a connection', () => {
    const common = [
      text(25, 'rbac_access_denied_matched_policy[none]'),
      text(28, 'TLS_error'),
      nested(16, varint(15, 1)),
    ];
    expect(outcomeFacts(tcp({ received: 3, sent: 0, common }))).toEqual({
      protocol: 'tcp',
      listener: false,
      hasPath: false,
      code: 0,
      flags: ['DC'],
      details: '',
      terminationDetails: 'rbac_access_denied_matched_policy[none]',
      transportFailure: 'TLS_error',
      bytesIn: 3,
      bytesOut: 0,
      grpcStatus: null,
    });
  });

  it('clamps bytes that a number cannot hold', () => {
    const entry = TCPAccessLogEntry.decode(nested(2, varint(1, (1n << 64n) - 1n), varint(2, 1n << 53n)));
    expect(outcomeFacts(tcpExchange(entry))).toMatchObject({
      bytesIn: Number.MAX_SAFE_INTEGER,
      bytesOut: Number.MAX_SAFE_INTEGER,
    });
  });
});
