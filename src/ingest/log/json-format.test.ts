import { describe, expect, it } from 'vitest';
import { AppError } from '../../app-error.ts';
import type { JsonTemplate } from '../../core/model/log-template.ts';
import { compileJsonFormat, createOwnJsonReader } from './json-format.ts';
import type { JsonObject } from './json-line.ts';

const TEMPLATE = {
  app: 'mesh',
  t: '%START_TIME%',
  http: { verb: '%REQ(:METHOD)%', uri: '%REQ(:PATH)%', v: '%PROTOCOL%', agent: '%REQ(USER-AGENT)%' },
  status: '%RESPONSE_CODE%',
  flags: '%RESPONSE_FLAGS%',
  why: '%RESPONSE_CODE_DETAILS%',
  to: '%DOWNSTREAM_LOCAL_ADDRESS%',
  by: '%DOWNSTREAM_PEER_URI_SAN%',
};
const LINE = {
  app: 'mesh',
  t: '2026-03-02T10:00:00.123Z',
  http: { verb: 'GET', uri: '/a?b=c', v: 'HTTP/2', agent: null },
  status: 200,
  flags: '-',
  why: 'via_upstream',
  to: '10.1.2.3:8080',
  by: 'spiffe://td/ns/shop/sa/web',
};
const CLAIMS = { pod: null, namespace: null, workload: null, local: undefined, peerState: undefined };
const READ = {
  startTime: Date.UTC(2026, 2, 2, 10, 0, 0, 123),
  time: Date.UTC(2026, 2, 2, 10, 0, 0, 123),
  protocol: 'http',
  method: 'GET',
  path: '/a?b=c',
  originalPath: null,
  pathClaimed: false,
  pathCut: false,
  originalUnknown: expect.any(Boolean),
  code: 200,
  flags: '',
  details: 'via_upstream',
  terminationDetails: '',
  grpcStatus: null,
  bytesIn: 0,
  bytesOut: 0,
  upstreamCluster: '',
  routeName: '',
  upstreamHost: '-',
  upstreamLocal: '-',
  local: { ip: '10.1.2.3', port: 8080 },
  remote: null,
  sni: undefined,
  direction: null,
  claims: { ...CLAIMS, peer: 'spiffe://td/ns/shop/sa/web' },
};

function read(template: JsonTemplate, line: JsonObject): unknown {
  const reader = createOwnJsonReader(compileJsonFormat(template));
  return reader.fits(line) ? reader.read(line) : 'of another format';
}

function refusal(template: JsonTemplate): string {
  try {
    compileJsonFormat(template);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return error.message;
    throw error;
  }
  return 'none';
}

describe('a line of a JSON format of one’s own', () => {
  it.each<[string, JsonTemplate, JsonObject, object]>([
    ['is read by its keys', {}, {}, {}],
    ['may have strings only', {}, { status: '200', flags: '-', why: '-' }, { details: '' }],
    ['may lack what was empty', {}, { by: undefined }, { claims: { ...CLAIMS, peer: null } }],
    ['may say it as null', {}, { by: null }, { claims: { ...CLAIMS, peer: null } }],
    ['may have got more keys', {}, { host: 'node-1', kubernetes: { pod: 'x' } }, {}],
    ['tells the SNI', { sni: '%REQUESTED_SERVER_NAME%' }, { sni: 'x' }, { sni: 'x' }],
    ['tells that there was no SNI', { sni: '%REQUESTED_SERVER_NAME%' }, {}, { sni: null }],
    [
      'tells the gRPC status by its name',
      { grpc: '%GRPC_STATUS(SNAKE_STRING)%' },
      { grpc: 'PERMISSION_DENIED' },
      { grpcStatus: 7 },
    ],
    ['tells the gRPC status', { grpc: '%GRPC_STATUS_NUMBER%' }, { grpc: 0 }, { grpcStatus: 0 }],
    [
      'tells the physical peer before another',
      { from: '%DOWNSTREAM_REMOTE_ADDRESS%', direct: '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%' },
      { from: '1.2.3.4:0', direct: '10.1.9.9:5' },
      { remote: { ip: '10.1.9.9', port: 5 } },
    ],
    [
      'tells what the caller says of its path',
      { orig: '%REQ(X-ENVOY-ORIGINAL-PATH)%' },
      { orig: '/outer' },
      { originalPath: '/outer' },
    ],
    [
      'tells who wrote it',
      { pod: '%HOSTNAME%', ns: '%CEL(xds.node.metadata.NAMESPACE)%', dir: '%CEL(xds.listener_direction)%' },
      { pod: 'p', ns: 'n', dir: 1 },
      {
        direction: 'inbound',
        claims: { ...CLAIMS, pod: 'p', namespace: 'n', peer: 'spiffe://td/ns/shop/sa/web' },
      },
    ],
    ['may write time otherwise', { t: '%START_TIME(%s.%3f)%' }, { t: '1772445600.123' }, {}],
    ['may hold time in text', { t: '[%START_TIME%]' }, { t: '[2026-03-02T10:00:00.123Z]' }, {}],
    [
      'may hold lists',
      { all: ['%BYTES_SENT%', { in: '%BYTES_RECEIVED%' }] },
      { all: [7, { in: 8 }] },
      { bytesIn: 8, bytesOut: 7 },
    ],
    [
      'takes the first of two keys',
      { n: '%BYTES_SENT%', m: '%BYTES_SENT%' },
      { n: 1, m: 2 },
      { bytesOut: 1 },
    ],
    [
      'takes the one that is not cut',
      { http: { verb: '%REQ(:METHOD)%', short: '%REQ(:PATH):2%', uri: '%REQ(:PATH)%' } },
      { http: { verb: 'GET', short: '/a', uri: '/a?b=c' } },
      { protocol: 'http' },
    ],
    [
      'may say the request in one text',
      { http: '%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%' },
      { http: 'GET /a?b=c HTTP/2' },
      {},
    ],
    [
      'of a connection may say it so too',
      { http: '%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%' },
      { http: '- - -', status: 0, why: null },
      { protocol: 'tcp', method: null, path: null, code: 0, details: '' },
    ],
    ['may have any type in what isn’t read', {}, { http: { ...LINE.http, agent: [{}] } }, {}],
    [
      'has the path that came',
      { http: { ...TEMPLATE.http, o: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%' } },
      { http: { ...LINE.http, o: '/a' } },
      {},
    ],
  ])('%s', (_, template, line, differs) => {
    const written = JSON.parse(JSON.stringify({ ...LINE, ...line })) as JsonObject;
    expect(read({ ...TEMPLATE, ...template }, written)).toEqual({ ...READ, ...differs });
  });

  it.each<[string, number, string, string | null, boolean]>([
    ['short of its limit', 6, '/abcd', null, false],
    ['as long as its limit', 5, '/abcd', null, true],
    ['that long in bytes', 5, '/ab\u00e9', null, true],
    ['cut in its query', 5, '/ab?c', null, false],
    ['cut right behind it', 5, '/abc?', null, false],
  ])('of a path %s', (_, max, path, originalPath, pathCut) => {
    const template = { ...TEMPLATE, http: { ...TEMPLATE.http, uri: `%REQ(:PATH):${max}%` } };
    const line = { ...LINE, http: { ...LINE.http, uri: path } };
    expect(read(template, line)).toEqual({ ...READ, path, originalPath, pathCut });
  });

  it.each<[string, string, string, object]>([
    ['the same', '/abcdef?x', '/abcd', { path: '/abcdef', originalPath: null, pathCut: true }],
    ['another', '/x?y', '/abcd', { path: '/x', originalPath: '/abcd', pathCut: true }],
    ['another, whole', '/x?y', '/abc', { path: '/x?y', originalPath: '/abc', pathCut: false }],
  ])('of an original path that is cut: %s', (_, uri, original, expected) => {
    const template = {
      ...TEMPLATE,
      http: { ...TEMPLATE.http, original: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH):5%' },
    };
    const line = { ...LINE, http: { ...LINE.http, uri, original } };
    expect(read(template, line)).toEqual({ ...READ, ...expected });
  });

  it.each<[string, JsonObject, string]>([
    ['goes on', { type: 'DownstreamStart' }, 'intermediate'],
    ['has another time', { t: 'yesterday' }, 'unparsable-line'],
    ['has a text that is none', { by: ['spiffe://td/ns/shop/sa/web'] }, 'unparsable-line'],
    ['has a switch for a text', { by: false }, 'unparsable-line'],
    ['has a code that is none', { status: 2000 }, 'unparsable-line'],
    ['has a list that is none', { all: {} }, 'of another format'],
    ['has a text for a map', { http: 'GET /a' }, 'unparsable-line'],
    ['has a list for a map', { http: [] }, 'unparsable-line'],
    ['has a list of another length', { all: [1] }, 'of another format'],
    ['has no time', { t: undefined }, 'of another format'],
    ['has a time that is no text', { t: {} }, 'of another format'],
    ['has no code', { status: undefined }, 'of another format'],
    ['has another text', { app: 'other' }, 'of another format'],
    ['has a key of Istio’s', { authority: 'cart' }, 'of another format'],
    ['lacks one key and has another', { by: undefined, from: '10.1.9.9:5' }, 'of another format'],
  ])('that %s', (_, differs, fault) => {
    const template = { ...TEMPLATE, type: '%ACCESS_LOG_TYPE%', all: [{ in: '%BYTES_RECEIVED%' }, 1] };
    const line = { ...LINE, type: 'DownstreamEnd', all: [{ in: 0 }, 1] };
    expect(read(template, line)).toMatchObject({ path: '/a?b=c' });
    const written = JSON.parse(JSON.stringify({ ...line, ...differs })) as JsonObject;
    expect(read(template, written)).toBe(fault);
  });
});

describe('a JSON format', () => {
  it('names all that it lacks', () => {
    expect(refusal({ t: '%START_TIME%', c: '%RESPONSE_CODE%', x: 'y' })).toBe(
      'log format: no key says how it ended: add %RESPONSE_CODE_DETAILS%; no key says the method: add %REQ(:METHOD)%; ' +
        'no key says the path: add %REQ(:PATH)%; no key says who was called: add %DOWNSTREAM_LOCAL_ADDRESS%; ' +
        'no key says who called: add %DOWNSTREAM_PEER_URI_SAN%',
    );
  });

  it.each<[string, JsonTemplate, string]>([
    ['nothing lacks', {}, 'none'],
    ['no time', { t: 1 }, 'log format: no key says when a request began: add %START_TIME%'],
    [
      'a time without a day',
      { t: '%START_TIME(%H:%M:%S)%' },
      "%START_TIME(%H:%M:%S)% doesn't tell an instant",
    ],
    ['flags alone', { why: '' }, 'none'],
    ['details alone', { flags: '' }, 'none'],
    ['the caller’s address alone', { by: '%DOWNSTREAM_REMOTE_ADDRESS%' }, 'none'],
    ['a waypoint’s principal alone', { by: '%FILTER_STATE(io.istio.peer_principal:PLAIN)%' }, 'none'],
    [
      'an original path alone',
      { http: { v: '%REQ(:METHOD)%', p: '%REQ(X-ENVOY-ORIGINAL-PATH)%' } },
      'says the path',
    ],
    ['Istio’s path', { http: { v: '%REQ(:METHOD)%', p: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%' } }, 'none'],
    [
      'texts that could be split elsewhere',
      { http: '%REQ(:METHOD)% %REQ(:PATH)% %REQ(USER-AGENT)%' },
      'log format: %REQ(:METHOD)% stands only in "http", where it isn\'t sure what belongs to it: give it a key of its own; ' +
        '%REQ(:PATH)% stands only in "http", where it isn\'t sure what belongs to it: give it a key of its own',
    ],
    ['operators nobody knows', { moon: '%MOON_PHASE%', more: 'a %MOON_PHASE% b' }, 'none'],
    ['an operator that doesn’t end', { a: { b: ['%REQ('] } }, 'log format: in "a.b.0", the operator at 0'],
    [
      'a code that is cut',
      { status: '%RESPONSE_CODE:2%' },
      '"status" cuts %RESPONSE_CODE:2%, whose values may be longer: give it 64 or no limit',
    ],
    [
      'a principal that is cut',
      { by: '%DOWNSTREAM_PEER_URI_SAN:200%' },
      '"by" cuts %DOWNSTREAM_PEER_URI_SAN:200%, whose values may be longer: give it 1024 or no limit',
    ],
    ['a principal that hardly is', { by: '%DOWNSTREAM_PEER_URI_SAN:1024%' }, 'none'],
    [
      'a method that is cut',
      { http: { v: '%REQ(:METHOD):3%', p: '%REQ(:PATH):9%' } },
      '"http.v" cuts %REQ(:METHOD):3%',
    ],
    ['agents that are cut', { agent: '%REQ(USER-AGENT):5%' }, 'none'],
  ])('with %s', (_, differs, message) => {
    const text = refusal({ ...TEMPLATE, ...differs });
    if (message === 'none') expect(text).toBe('none');
    else expect(text).toContain(message);
  });

  it('may nest, but not without end', () => {
    const cyclic: Record<string, JsonTemplate | string> = { ...TEMPLATE };
    cyclic.self = cyclic as JsonTemplate;
    expect(refusal(cyclic)).toBe('log format: "self.self.self…" nests too deep');
  });
});
