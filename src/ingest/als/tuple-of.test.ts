import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordingTally, RecordingWatch } from '../../../test/support/als-tally.ts';
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
} from '../../../test/support/als-wire.ts';
import { identify } from '../../core/identify/identify.ts';
import type { Pod } from '../../core/model/pod.ts';
import type { NodeType, Reporter } from '../../core/model/record.ts';
import { createIntake } from './als-intake.ts';
import { type Exchange, httpExchange, tcpExchange } from './exchange.ts';
import { HTTPAccessLogEntry, TCPAccessLogEntry } from './gen/envoy/data/accesslog/v3/accesslog.ts';
import { recordOf } from './record-of.ts';
import { identifyStream, openStream } from './stream-state.ts';
import { tupleOf } from './tuple-of.ts';

const cart: Reporter = {
  nodeType: 'sidecar',
  cluster: 'Kubernetes',
  namespace: 'shop',
  pod: 'cart-7d9f-x2',
  owner: 'cart',
  serviceAccount: 'cart',
  labels: { app: 'cart' },
  addresses: ['10.1.2.3', 'fd00::3'],
};
const nobody: Reporter = {
  ...cart,
  nodeType: 'unknown',
  pod: null,
  owner: null,
  labels: null,
  addresses: [],
};

const pod = (name: string, ip: string): Pod => ({
  cluster: 'Kubernetes',
  namespace: 'shop',
  name: `${name}-7d9f-x2`,
  addresses: [ip],
  hostNetwork: false,
  labels: { app: name },
  serviceAccount: name,
  workload: { cluster: 'Kubernetes', namespace: 'shop', name },
  nodeType: 'sidecar',
  rollout: null,
  startTime: Number.NEGATIVE_INFINITY,
  endTime: null,
});

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

type Said = { [K in keyof typeof choices]: (typeof choices)[K][number] };

const said = fc.record(
  Object.fromEntries(
    Object.entries(choices).map(([key, values]) => [key, fc.constantFrom(...(values as readonly unknown[]))]),
  ),
) as fc.Arbitrary<Said>;

/** Two entries that differ in at most one or two things: so their tuples are often equal. */
const alike = fc
  .tuple(said, said, fc.subarray(Object.keys(choices), { minLength: 1, maxLength: 2 }))
  .map(
    ([one, other, keys]) =>
      [one, { ...one, ...Object.fromEntries(keys.map((key) => [key, other[key as keyof Said]])) }] as const,
  );

function exchangeOf({
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

const MESH = { trustDomain: 'cluster.local', cluster: 'Kubernetes' };

const nodeTypes = fc.constantFrom<NodeType>('sidecar', 'router', 'waypoint', 'unknown');
const reporters = fc.oneof(
  nodeTypes.map((nodeType) => ({ ...cart, nodeType })),
  nodeTypes.map((nodeType) => ({
    ...cart,
    nodeType,
    labels: { app: 'cart', 'gateway.istio.io/managed': 'istio.io-gateway-controller' },
  })),
  fc.constant(nobody),
);

describe('tupleOf', () => {
  it('holds all that identification reads: equal tuples are identified alike', () => {
    const { directory } = new RecordingTally();
    for (const [name, ip] of [
      ['cart', '10.1.2.3'],
      ['web', '10.1.9.9'],
      ['db', '10.1.2.9'],
    ] as const)
      directory.put(pod(name, ip));
    let pairs = 0;
    fc.assert(
      fc.property(reporters, alike, (reporter, both) => {
        const intake = createIntake(new RecordingTally(), new RecordingWatch());
        const stream = openStream(intake, () => 0);
        identifyStream(stream, 'node', reporter);
        const [one, other] = both.map((each) => {
          const exchange = exchangeOf(each);
          return {
            tuple: tupleOf(stream, exchange, intake.outcomes.outcomeOf(exchange)),
            identified: identify(recordOf(reporter, exchange, 0), directory, MESH),
          };
        });
        if (one?.tuple !== other?.tuple) return;
        pairs++;
        expect(other?.identified).toEqual(one?.identified);
      }),
      { numRuns: 10_000 },
    );
    expect(pairs).toBeGreaterThan(1000);
  });

  it('says one reporter and identity the same way on every stream, another differently', () => {
    const intake = createIntake(new RecordingTally(), new RecordingWatch());
    const tupleBy = (node: string, reporter: Reporter) => {
      const stream = openStream(intake, () => 0);
      identifyStream(stream, node, reporter);
      return tupleOf(stream, httpExchange(HTTPAccessLogEntry.decode(httpEntry())), 'ok');
    };
    expect(tupleBy('n', cart)).toBe(tupleBy('n', { ...cart }));
    expect(tupleBy('n', cart)).not.toBe(tupleBy('n', { ...cart, labels: { app: 'other' } }));
    expect(tupleBy('n', cart)).not.toBe(tupleBy('m', cart));
  });
});
