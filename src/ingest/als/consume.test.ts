import { beforeEach, describe, expect, it } from 'vitest';
import { RecordingTally, RecordingWatch } from '../../../test/support/als-tally.ts';
import {
  address,
  httpEntry,
  httpLogs,
  identifier,
  join,
  NODE_ID,
  nested,
  type Part,
  pair,
  tcpEntry,
  tcpLogs,
  text,
  tls,
  varint,
  WEB,
} from '../../../test/support/als-wire.ts';
import { Directory } from '../../core/identify/directory.ts';
import { createIntake } from './als-intake.ts';
import { consume } from './consume.ts';
import { openStream, type StreamState } from './stream-state.ts';

const NOW = 1_772_445_601_000;

let tally: RecordingTally;
let watch: RecordingWatch;
let stream: StreamState;

beforeEach(() => {
  tally = new RecordingTally();
  watch = new RecordingWatch();
  stream = openStream(createIntake(tally, watch, new Directory()), () => NOW);
});

function send(...parts: readonly Part[]) {
  const message = join(...parts);
  return consume(stream, message, 0, message.length);
}

const rows = () => [...tally.rows.values()];
const records = () => rows().map(({ record }) => record);
const drops = () => Object.fromEntries(tally.drops);
const counted = () => rows().reduce((sum, { times }) => sum + times.length, 0);

describe('consume', () => {
  it('builds the record of a new tuple once and counts every entry at the moment of its arrival', () => {
    expect(send(identifier(), httpLogs(httpEntry({ path: '/a?x=1' }), httpEntry({ path: '/a?x=2' })))).toBe(
      'counted',
    );
    expect(send(httpLogs(httpEntry({ path: '/a#top' })))).toBe('counted');
    expect(rows()).toHaveLength(1);
    expect(rows()[0]?.outcomes).toEqual(new Map([['ok', 3]]));
    expect(rows()[0]?.times).toEqual([NOW, NOW, NOW]);
    expect(records()[0]).toEqual({
      source: 'als',
      time: NOW,
      startTime: 1_772_445_600_123,
      reporter: {
        nodeType: 'sidecar',
        cluster: 'Kubernetes',
        namespace: 'shop',
        pod: 'cart-7d9f-x2',
        owner: 'cart',
        serviceAccount: 'cart',
        labels: { app: 'cart', version: 'v1' },
        addresses: ['10.1.2.3'],
      },
      protocol: 'http',
      grpc: false,
      direction: null,
      upstreamCluster: 'inbound|8080||',
      routeName: 'default',
      local: { ip: '10.1.2.3', port: 8080 },
      directRemote: { ip: '10.1.9.9', port: 50_012 },
      remote: { ip: '10.1.9.9', port: 50_012 },
      upstreamRemote: null,
      peer: {
        kind: 'tls',
        peerUriSans: ['spiffe://cluster.local/ns/shop/sa/web'],
        localUriSans: ['spiffe://cluster.local/ns/shop/sa/cart'],
        peerCertificate: true,
      },
      peerPrincipalState: null,
      method: 'GET',
      path: '/a?x=1',
      originalPath: null,
      pathClaimed: false,
      outcome: {
        protocol: 'http',
        listener: false,
        hasPath: true,
        code: 200,
        flags: [],
        details: 'via_upstream',
        terminationDetails: '',
        transportFailure: '',
        bytesIn: 0,
        bytesOut: 0,
        grpcStatus: null,
      },
      denial: null,
    });
  });

  it.each<[string, readonly Part[]]>([
    ['path', [httpEntry(), httpEntry({ path: '/b' })]],
    ['method', [httpEntry(), httpEntry({ method: 3 })]],
    ['a method that is unknown', [httpEntry({ method: 0 }), httpEntry({ method: 3 })]],
    ['caller', [httpEntry(), httpEntry({ peer: 'spiffe://cluster.local/ns/shop/sa/other' })]],
    ['port', [httpEntry(), httpEntry({ common: [address(3, '10.1.2.3', 9090)] })]],
    ['gRPC proof', [httpEntry(), httpEntry({ response: [pair(5, 'grpc-status', '0')] })]],
    ['cluster', [httpEntry(), httpEntry({ cluster: 'InboundPassthroughCluster' })]],
    ['its own identity', [httpEntry(), httpEntry({ tls: tls(['spiffe://x/ns/a/sa/b'], [WEB]) })]],
    [
      'certificate without names',
      [httpEntry({ tls: tls([], []) }), httpEntry({ tls: nested(4, nested(5, text(3, 'O=x'))) })],
    ],
    [
      'waypoint principal',
      [
        httpEntry(),
        httpEntry({
          common: [
            nested(
              21,
              text(1, 'io.istio.peer_principal'),
              nested(
                2,
                text(1, 'type.googleapis.com/google.protobuf.StringValue'),
                nested(2, text(1, 'spiffe://c/ns/a/sa/b')),
              ),
            ),
          ],
        }),
      ],
    ],
  ])('tells tuples apart by %s', (_, entries) => {
    send(identifier(), httpLogs(...entries));
    expect(rows()).toHaveLength(2);
  });

  it.each<[string, readonly Part[]]>([
    ['caller port', [address(2, '10.1.9.9', 1), address(20, '10.1.9.9', 1)]],
    ['forwarded address', [address(2, '203.0.113.9', 0)]],
    ['start and duration', [nested(5, varint(1, 1)), nested(23, varint(1, 9))]],
    ['stream id', [text(26, 'other')]],
  ])('does not tell tuples apart by %s', (_, common) => {
    send(identifier(), httpLogs(httpEntry(), httpEntry({ common })));
    expect(rows()).toHaveLength(1);
    expect(counted()).toBe(2);
  });

  it('counts outcomes of one tuple apart, and two streams of one reporter together', () => {
    const other = openStream(stream.intake, () => NOW + 1);
    send(identifier(), httpLogs(httpEntry(), httpEntry({ code: 500 })));
    const message = join(identifier(), httpLogs(httpEntry({ code: 500 })));
    consume(other, message, 0, message.length);
    expect(rows()[0]?.outcomes).toEqual(
      new Map([
        ['ok', 1],
        ['failed', 2],
      ]),
    );
    expect(rows()).toHaveLength(1);
  });

  it('tells refusals apart by what the proxy named', () => {
    const denied = (by: string, ...common: Part[]) =>
      httpEntry({ code: 403, details: `rbac_access_denied_matched_policy[${by}]`, common });
    const rule = 'ns[shop]-policy[no-admin]-rule[2]';
    send(identifier(), httpLogs(httpEntry(), denied('none'), denied(rule), denied(rule), denied('none')));
    expect(rows().map(({ record, outcomes }) => [record.denial?.policy, [...outcomes]])).toEqual([
      [undefined, [['ok', 1]]],
      [null, [['denied', 2]]],
      ['shop/no-admin', [['denied', 2]]],
    ]);
  });

  it('drops what is no end of an exchange, by its reason', () => {
    send(identifier(), httpLogs(httpEntry({ type: 4 }), httpEntry({ type: 99 }), httpEntry()));
    send(tcpLogs(tcpEntry({ type: 6 }), tcpEntry({ type: 2 }), tcpEntry()));
    expect(drops()).toEqual({ intermediate: 3, 'duplicate-twin': 1 });
    expect(counted()).toBe(2);
  });

  it('counts a connection once that both loggers of a node report, on whichever streams', () => {
    const second = openStream(stream.intake, () => NOW);
    const bytes = { request: [varint(12, 5)], response: [varint(3, 7)] };
    const asHttp = httpEntry({ type: 3, method: 0, path: '', code: 0, streamId: 'c1', ...bytes });
    const message = join(identifier(), tcpLogs(tcpEntry({ streamId: 'c1' }), tcpEntry({ streamId: 'c2' })));
    consume(second, message, 0, message.length);
    send(identifier(), httpLogs(asHttp));
    expect(counted()).toBe(2);
    expect(drops()).toEqual({ 'duplicate-twin': 1 });
  });

  it('drops what finds no place', () => {
    tally = new RecordingTally(1);
    stream = openStream(createIntake(tally, watch, new Directory()), () => NOW);
    send(
      identifier(),
      httpLogs(httpEntry(), httpEntry({ path: '/b' }), httpEntry({ path: '/c' }), httpEntry()),
    );
    expect(drops()).toEqual({ 'queue-overflow': 2 });
    expect(counted()).toBe(2);
  });

  it('drops an entry whose time cannot be said', () => {
    stream = openStream(createIntake(tally, watch, new Directory()), () => null);
    send(identifier(), httpLogs(httpEntry()));
    expect(drops()).toEqual({ 'missing-field': 1 });
  });

  it.each<[string, readonly Part[], number]>([
    ['entries', [httpLogs(httpEntry(), httpEntry())], 2],
    ['nothing', [], 0],
    ['an identifier without a node', [nested(1), httpLogs(httpEntry())], 1],
    ['an empty batch', [tcpLogs()], 0],
  ])('refuses a stream that begins with %s', (_, parts, dropped) => {
    expect(send(...parts)).toBe('no-identifier');
    expect(drops()['no-identifier'] ?? 0).toBe(dropped);
    expect(counted()).toBe(0);
  });

  it('takes an identifier alone, one behind the entries, and empty messages after it', () => {
    expect(send(httpLogs(httpEntry()), identifier())).toBe('counted');
    expect(send()).toBe('counted');
    expect(send(httpLogs())).toBe('counted');
    expect(counted()).toBe(1);
  });

  it('tells the watch when a reporter speaks, and when another speaks instead', () => {
    send(identifier());
    send(identifier(), httpLogs(httpEntry()));
    expect(watch.events.map(({ event, node }) => [event, node])).toEqual([['opened', NODE_ID]]);
    const other = NODE_ID.replace('x2', 'x3');
    send(identifier(other, { NAME: 'cart-7d9f-x3' }), httpLogs(httpEntry()));
    expect(watch.events.slice(1).map(({ event, node }) => [event, node])).toEqual([
      ['closed', NODE_ID],
      ['opened', other],
    ]);
    expect(records().map(({ reporter }) => reporter.pod)).toEqual(['cart-7d9f-x2', 'cart-7d9f-x3']);
  });

  it('drops a malformed message whole, once, and goes on', () => {
    send(identifier());
    const good = httpLogs(httpEntry({ path: '/first' }), httpEntry());
    expect(send(good.subarray(0, good.length - 1))).toBe('malformed');
    expect(counted()).toBe(0);
    expect(drops()).toEqual({ malformed: 1 });
    expect(send(good)).toBe('counted');
    expect(counted()).toBe(2);
  });

  it('merges what comes in pieces and takes the last of a oneof', () => {
    const half = (...parts: Part[]) => nested(2, nested(1, ...parts));
    const pieces = join(
      nested(1, address(3, '10.1.2.3', 8080), text(15, 'inbound|8080||')),
      nested(3, text(5, '/joined')),
      nested(4, nested(1, varint(1, 201))),
      nested(1, tls(['spiffe://a/ns/b/sa/c'], 'none')),
      nested(3, varint(1, 3)),
      nested(1, varint(33, 6)),
      nested(4, text(6, 'via_upstream'), nested(1)),
    );
    send(identifier(), tcpLogs(tcpEntry()), half(httpEntry({ path: '/one' })), httpLogs(pieces));
    expect(records().map(({ path, method, protocol }) => [path, method, protocol])).toEqual([
      ['/one', 'GET', 'http'],
      ['/joined', 'POST', 'http'],
    ]);
    expect(records()[1]).toMatchObject({ peer: { kind: 'tls' }, outcome: { code: 201 } });
  });

  it('replaces bad UTF-8 and keeps the batch', () => {
    const path = nested(3, nested(5, Buffer.from([0x2f, 0xff, 0x61])));
    send(identifier(), httpLogs(join(httpEntry(), path), httpEntry({ path: '/ok' })));
    expect(records().map((record) => record.path)).toEqual(['/\ufffda', '/ok']);
  });

  it('keeps nothing of the bytes it was given', () => {
    const message = join(identifier(), httpLogs(httpEntry({ path: '/kept' })));
    consume(stream, message, 0, message.length);
    message.fill(0x41);
    expect(records()[0]?.path).toBe('/kept');
    expect(stream.node).toBe(NODE_ID);
  });
});
