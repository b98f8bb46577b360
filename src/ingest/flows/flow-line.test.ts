import { describe, expect, it } from 'vitest';
import { decodeFlowLine } from './flow-line.ts';

const HTTP = {
  time: '2026-03-02T10:00:00Z',
  reporter: 'destination',
  source: { principal: 'cluster.local/ns/shop/sa/web', address: '10.1.2.3', rollout: 'web-1' },
  destination: {
    cluster: 'Kubernetes',
    namespace: 'shop',
    workload: 'cart',
    labels: { app: 'cart' },
    principal: 'cluster.local/ns/shop/sa/cart',
    port: 8080,
    plane: 'sidecar',
  },
  protocol: 'http',
  request: {
    method: 'GET',
    path: '/cart/17?x=1',
    host: 'cart.shop:8080',
    headers: { a: 'b', c: ['d', 'e'] },
  },
  outcome: { status: 200, grpcStatus: null, flags: [], detail: 'via_upstream' },
  rollout: 'cart-7d9f',
  count: 12,
};
const TCP = {
  time: '2026-03-02T10:00:00.5+02:00',
  reporter: 'source',
  destination: { namespace: 'shop', workload: 'db', port: 5432, service: { name: 'db', kind: 'Service' } },
  protocol: 'tcp',
  connection: { sni: null },
  outcome: { bytesIn: 10, bytesOut: 0, flags: ['DC'], detail: '', rbac: { a: 'b' } },
};

/** A copy with the value at a dotted key replaced; undefined = without it. */
function changed(line: object, key: string, value: unknown): unknown {
  const [head = '', ...rest] = key.split('.');
  const copy: Record<string, unknown> = { ...line };
  copy[head] = rest.length === 0 ? value : changed((copy[head] ?? {}) as object, rest.join('.'), value);
  if (copy[head] === undefined) delete copy[head];
  return copy;
}

describe('a flow line', () => {
  it.each([
    ['HTTP', HTTP],
    ['TCP', TCP],
    ['no caller', changed(HTTP, 'source', undefined)],
    ['a caller known to be anonymous', changed(HTTP, 'source.principal', null)],
    ['unknown keys', { ...HTTP, more: 1, outcome: { ...HTTP.outcome, more: null } }],
  ])('of traffic is taken as it is: %s', (_, line) => {
    expect(decodeFlowLine(line)).toEqual(line);
  });

  it('to explain needs only a port and a protocol', () => {
    const line = { destination: { port: 8080 }, protocol: 'grpc' };
    expect(decodeFlowLine(line, 'explain')).toEqual(line);
  });

  it.each(['time', 'reporter', 'destination', 'protocol', 'outcome'])('of traffic needs %s', (key) => {
    expect(decodeFlowLine(changed(HTTP, key, undefined))).toEqual({ error: `${key} is missing` });
  });

  it.each(['namespace', 'workload', 'port'])('of traffic needs destination.%s', (key) => {
    const line = changed(HTTP, `destination.${key}`, undefined);
    expect(decodeFlowLine(line)).toEqual({ error: `destination.${key} is missing` });
  });

  it.each(['destination', 'destination.port', 'protocol'])('to explain needs %s', (key) => {
    expect(decodeFlowLine(changed(HTTP, key, undefined), 'explain')).toEqual({ error: `${key} is missing` });
  });

  it.each<[key: string, value: unknown, error: string]>([
    ['time', 'yesterday', 'time is "yesterday", not an RFC 3339 time'],
    ['time', 17, 'time is 17, not an RFC 3339 time'],
    ['reporter', 'both', 'reporter is "both", not one of destination, source'],
    ['protocol', 'HTTP', 'protocol is "HTTP", not one of http, grpc, tcp, tls'],
    ['destination', [], 'destination is a list, not an object'],
    ['destination.port', '8080', 'destination.port is "8080", not a whole number from 0 to 65535'],
    ['destination.port', 65_536, 'destination.port is 65536, not a whole number from 0 to 65535'],
    ['destination.port', 80.5, 'destination.port is 80.5, not a whole number from 0 to 65535'],
    ['destination.namespace', 1, 'destination.namespace is 1, not a string'],
    ['destination.labels', ['app'], 'destination.labels is a list, not an object'],
    ['destination.labels.app', true, 'destination.labels.app is true, not a string'],
    [
      'destination.plane',
      'mesh',
      'destination.plane is "mesh", not one of sidecar, gateway, waypoint, ztunnel',
    ],
    ['destination.service', 'cart', 'destination.service is "cart", not an object'],
    ['destination.service', { name: 'cart' }, 'destination.service.kind is missing'],
    ['destination.service', { kind: 'Service' }, 'destination.service.name is missing'],
    [
      'destination.service',
      { name: 'x', kind: 'Pod' },
      'destination.service.kind is "Pod", not one of Service, ServiceEntry',
    ],
    ['source', 'web', 'source is "web", not an object'],
    ['source.principal', '', 'source.principal is empty: leave it out where there is none'],
    ['source.principal', ['a'], 'source.principal is a list, not a string'],
    ['source.address', null, 'source.address is null, not a string'],
    ['connection', 'x', 'connection is "x", not an object'],
    ['connection.sni', 1, 'connection.sni is 1, not a string'],
    ['request', 'GET /', 'request is "GET /", not an object'],
    ['request.path', {}, 'request.path is an object, not a string'],
    ['request.headers', [], 'request.headers is a list, not an object'],
    ['request.headers.a', [1], 'request.headers[a] is a list, not a string or a list of strings'],
    ['outcome', 200, 'outcome is 200, not an object'],
    ['outcome.status', '200', 'outcome.status is "200", not a whole number from 0 to 999'],
    ['outcome.flags', 'UF', 'outcome.flags is "UF", not a list of strings'],
    ['outcome.rbac', { a: 1 }, 'outcome.rbac.a is 1, not a string'],
    ['outcome.bytesIn', -1, 'outcome.bytesIn is -1, not a whole number from 0'],
    ['rollout', 1, 'rollout is 1, not a string'],
    ['count', 0, 'count is 0, not a whole number from 1'],
    ['protocol', 'x'.repeat(90), `protocol is "${'x'.repeat(39)}…, not one of http, grpc, tcp, tls`],
  ])('whose %s is %j names it', (key, value, error) => {
    expect(decodeFlowLine(changed(HTTP, key, value))).toEqual({ error });
  });

  it.each([[null], [[]], ['x'], [1]])('is no %j', (value) => {
    expect(decodeFlowLine(value)).toEqual({ error: expect.stringContaining('not an object') });
  });

  it('may carry a key `error` of somebody else', () => {
    expect(decodeFlowLine({ ...HTTP, error: 'x' })).toEqual(HTTP);
  });

  it('has its principal as policies write it', () => {
    const uri = changed(HTTP, 'source.principal', 'spiffe://cluster.local/ns/shop/sa/web');
    expect(decodeFlowLine(uri)).toEqual(HTTP);
  });
});
