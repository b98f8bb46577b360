import { describe, expect, it } from 'vitest';
import { readInput } from '../../../test/support/log-mesh.ts';

const WEB = 'cluster.local/ns/shop/sa/web → Kubernetes/shop/cart:8080 http';
const PLAINTEXT = 'anonymous:plaintext → Kubernetes/shop/cart:8080 http';

function line(path: string, extra: object = {}): string {
  return JSON.stringify({
    start_time: '2026-03-02T10:00:00.123Z',
    method: 'GET',
    path,
    protocol: 'HTTP/1.1',
    response_code: 200,
    response_code_details: 'via_upstream',
    upstream_cluster: 'inbound|8080||',
    downstream_local_address: '10.1.2.3:8080',
    downstream_remote_address: '10.1.9.9:5',
    ...extra,
  });
}

const SNI = { requested_server_name: 'outbound_.8080_._.cart.shop.svc.cluster.local' };
const PEER = {
  peer: 'spiffe://cluster.local/ns/shop/sa/web',
  local: 'spiffe://cluster.local/ns/shop/sa/cart',
};

describe('a writer that omits empty values', () => {
  it.each<[string, string[], string[], boolean]>([
    ['no line has a key', [line('/a'), line('/b')], [`${WEB} GET /a`, `${WEB} GET /b`], true],
    [
      'the last line has a server name',
      [line('/a'), line('/b', SNI)],
      [`${PLAINTEXT} GET /a`, `${WEB} GET /b`],
      false,
    ],
    [
      'the first line has one',
      [line('/b', SNI), line('/a')],
      [`${PLAINTEXT} GET /a`, `${WEB} GET /b`],
      false,
    ],
    [
      'a line has the key without a value',
      [line('/a'), line('/b', { requested_server_name: null })],
      [`${PLAINTEXT} GET /a`, `${PLAINTEXT} GET /b`],
      false,
    ],
    ['a line has a peer', [line('/a'), line('/b', PEER)], [`${PLAINTEXT} GET /a`, `${WEB} GET /b`], false],
    [
      'every line is said to have no peer',
      [line('/a', { peer: null, local: null })],
      [`${PLAINTEXT} GET /a`],
      false,
    ],
    [
      'a certificate without a name',
      [line('/a', { peer: null, local: PEER.local })],
      ['anonymous:no-spiffe-id → Kubernetes/shop/cart:8080 http GET /a'],
      false,
    ],
  ])('%s', (_, lines, operations, tlsUnknown) => {
    const { tally, reader } = readInput(`${lines.join('\n')}\n`);
    expect(Object.keys(tally.operations()).sort()).toEqual(operations);
    expect(reader.tlsUnknown).toBe(tlsUnknown);
  });

  it('counts every waiting line once, at its own time', () => {
    const times = ['10:00:00.000', '10:00:01.000', '10:00:02.000'];
    const lines = times.map((time) => line('/a').replace('10:00:00.123', time));
    const { tally, reader } = readInput(`${[...lines, line('/b', SNI)].join('\n')}\n`);
    const [row] = [...tally.rows.values()].filter(({ record }) => record.path === '/a');
    expect(row?.adds.map(({ time }) => new Date(time).toISOString().slice(11, 23))).toEqual(times);
    expect(reader.counts.records).toBe(4);
  });

  it('an unfinished handshake has no bytes and no name', () => {
    const tcp = { method: null, path: null, protocol: null, response_code: 0, ...PEER, peer: null };
    const { tally } = readInput(
      `${line('', { ...tcp, bytes_received: 0, bytes_sent: 0 })}\n${line('', { ...tcp, bytes_received: 1, bytes_sent: 1 })}\n`,
    );
    expect(tally.operations()).toEqual({
      'anonymous:handshake-unfinished → Kubernetes/shop/cart:8080 tcp': { ok: 0, failed: 1, denied: 0 },
      'anonymous:no-spiffe-id → Kubernetes/shop/cart:8080 tcp': { ok: 1, failed: 0, denied: 0 },
    });
  });
});
