import fc from 'fast-check';
import { type Exchange, httpExchange, tcpExchange } from '../../src/ingest/als/exchange.ts';
import {
  HTTPAccessLogEntry,
  TCPAccessLogEntry,
} from '../../src/ingest/als/gen/envoy/data/accesslog/v3/accesslog.ts';
import {
  address,
  httpEntry,
  nested,
  OWN,
  type Part,
  pair,
  tcpEntry,
  text,
  tls,
  varint,
  WEB,
} from './als-wire.ts';

const state = (uri: string): Part =>
  nested(
    21,
    text(1, 'io.istio.peer_principal'),
    nested(2, text(1, 'type.googleapis.com/google.protobuf.StringValue'), nested(2, text(1, uri))),
  );

const nothing = Buffer.alloc(0);

/** Anything that an entry may say, by what it says it about. */
const choices = {
  logger: ['http', 'tcp'],
  path: ['', '/a', '/a?x=1', '/b#t', '/b?x=1'],
  method: [0, 1],
  code: [0, 200, 403, 404],
  details: ['via_upstream', 'rbac_access_denied_matched_policy[none]', 'route_not_found'],
  type: [0, 3, 6],
  received: [0, 5],
  sent: [0, 5],
  cluster: ['', 'inbound|8080||', 'outbound|80||cart.shop.svc.cluster.local', 'PassthroughCluster', 'agent'],
  tls: [
    nothing,
    nested(4),
    tls([OWN], [WEB]),
    tls([OWN], 'none'),
    tls([OWN], []),
    nested(4, nested(4, nested(1, text(1, OWN))), nested(5, text(3, 'O=x'))),
    nested(4, nested(5, text(3, 'O=x'))),
    tls(['spiffe://a/ns/b/sa/c'], [WEB]),
    tls([], [WEB, OWN]),
  ],
  local: [
    address(3, '10.1.2.3', 8080),
    address(3, 'FD00::3', 8080),
    address(3, '10.9.9.9', 80),
    address(3, '', 0),
    nothing,
  ],
  direct: [address(20, '10.1.9.9', 1), address(20, '10.1.9.9', 2), address(20, '10.1.2.3', 3), nothing],
  upstream: [address(13, '10.1.2.9', 90), address(13, '10.1.2.3', 90), address(13, '127.0.0.1', 1), nothing],
  state: [nothing, state(WEB), state('spiffe://x')],
  route: [nothing, text(19, 'allow_any'), text(19, 'block_all'), text(19, 'default')],
  termination: [nothing, text(25, 'rbac_access_denied_matched_policy[none]')],
  flags: [nothing, nested(16, varint(9, 1)), nested(16, varint(15, 1))],
  original: [nothing, text(10, '/a'), text(10, '/a?x=1'), text(10, '/b?x=1')],
  header: [nothing, pair(13, 'content-type', 'application/grpc'), pair(13, ':method', 'PURGE')],
} as const;

export type Said = { [K in keyof typeof choices]: (typeof choices)[K][number] };

export const said = fc.record(
  Object.fromEntries(
    Object.entries(choices).map(([key, values]) => [key, fc.constantFrom(...(values as readonly unknown[]))]),
  ),
) as fc.Arbitrary<Said>;

/** Two entries that differ in at most one or two things: so their tuples are often equal. */
export const alike = fc
  .tuple(said, said, fc.subarray(Object.keys(choices), { minLength: 1, maxLength: 2 }))
  .map(
    ([one, other, keys]) =>
      [one, { ...one, ...Object.fromEntries(keys.map((key) => [key, other[key as keyof Said]])) }] as const,
  );

export function exchangeOf({
  logger,
  local,
  direct,
  upstream,
  state,
  route,
  termination,
  flags,
  original,
  header,
  ...parts
}: Said): Exchange {
  const common = [upstream, state, route, termination, flags];
  const request = [original, header, varint(12, parts.received)];
  const response = [varint(3, parts.sent)];
  return logger === 'http'
    ? httpExchange(
        HTTPAccessLogEntry.decode(httpEntry({ ...parts, local, direct, common, request, response })),
      )
    : tcpExchange(TCPAccessLogEntry.decode(tcpEntry({ ...parts, local, direct, common })));
}
