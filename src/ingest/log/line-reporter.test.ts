import { describe, expect, it } from 'vitest';
import { podOf, type ReadOptions, readInput, smallMesh } from '../../../test/support/log-mesh.ts';
import { operationLine } from '../../../test/support/log-tally.ts';

const T = '[2026-03-02T10:00:00.123Z]';
const ROW = `${T} "GET /a HTTP/1.1" 200 - via_upstream - "-" 0 12 3 2 "-" "c" "r1" "cart"`;
const INBOUND = `${ROW} "10.1.2.3:8080" inbound|8080|| 127.0.0.6:1 10.1.2.3:8080 10.1.9.9:5 s default`;
/** Nobody's addresses but the caller's. */
const ELSEWHERE = INBOUND.replaceAll('10.1.2.3', '10.7.7.7');
/** An application that called its proxy over loopback. */
const LOOPBACK = `${ROW} "10.1.2.3:8080" outbound|80||cart.shop.svc.cluster.local 10.1.9.9:4 10.96.0.7:80 127.0.0.1:5 - default`;

const json = (extra: object) =>
  JSON.stringify({
    start_time: '2026-03-02T10:00:00.123Z',
    method: 'GET',
    path: '/a',
    response_code: 200,
    response_code_details: 'via_upstream',
    upstream_cluster: 'inbound|8080||',
    downstream_local_address: '10.7.7.7:8080',
    downstream_remote_address: '10.1.9.9:5',
    requested_server_name: 's',
    ...extra,
  });

function who(line: string, options: ReadOptions = {}): string {
  const [row] = readInput(`${line}\n`, options).tally.rows.values();
  const found = row?.identified;
  if (found === undefined) return 'nothing';
  return found.kind === 'kept' ? found.reason : `${found.flow.reporter} ${operationLine(found.flow)}`;
}

const CALL = 'cluster.local/ns/shop/sa/web → Kubernetes';

function withTwins() {
  const directory = smallMesh();
  directory.put(podOf('shop', 'db', 'db-0', ['10.1.3.1']));
  directory.put(podOf('data', 'db', 'db-0', ['10.1.3.2']));
  return directory;
}

describe('who wrote a line', () => {
  it.each<[string, string, string, ReadOptions?]>([
    ['the pod with its local address', INBOUND, `destination ${CALL}/shop/cart:8080 http GET /a`],
    ['nobody', ELSEWHERE, 'workload-unknown'],
    [
      'a prefix',
      `[pod/cart-7d9f-x2/istio-proxy] ${ELSEWHERE}`,
      `destination ${CALL}/shop/cart:8080 http GET /a`,
    ],
    ['a prefix that nothing explains', `[pod/cart-0/istio-proxy] ${INBOUND}`, 'workload-unknown'],
    [
      'a prefix before the input',
      `[pod/mysql-0/istio-proxy] ${ELSEWHERE}`,
      `destination ${CALL}/data/mysql:8080 http GET /a`,
      { reporter: { namespace: 'shop', owner: 'x', labels: { app: 'x' } } },
    ],
    [
      'the input',
      ELSEWHERE,
      `destination ${CALL}/shop/x:8080 http GET /a`,
      { reporter: { namespace: 'shop', owner: 'x', labels: { app: 'x' } } },
    ],
    [
      'the input, for a prefix that nothing explains',
      `[pod/x-0/istio-proxy] ${ELSEWHERE}`,
      `destination ${CALL}/shop/x:8080 http GET /a`,
      { reporter: { namespace: 'shop', owner: 'x' } },
    ],
    [
      "a directory's pod",
      ELSEWHERE,
      `destination ${CALL}/shop/cart:8080 http GET /a`,
      { reporter: { namespace: 'shop', pod: 'cart-7d9f-x2' } },
    ],
    [
      'its own keys',
      json({ pod: 'cart-7d9f-x2', namespace: 'shop', workload: 'cart' }),
      `destination ${CALL}/shop/cart:8080 http GET /a`,
    ],
    [
      'its own keys before a prefix',
      `[pod/mysql-0/istio-proxy] ${json({ pod: 'cart-7d9f-x2', namespace: 'shop' })}`,
      `destination ${CALL}/shop/cart:8080 http GET /a`,
    ],
    [
      'its own workload',
      json({ namespace: 'shop', workload: 'y' }),
      `destination ${CALL}/shop/y:8080 http GET /a`,
    ],
    [
      "a workload that the address's pod is of",
      json({ namespace: 'shop', workload: 'cart', downstream_local_address: '10.1.2.3:80' }),
      `destination ${CALL}/shop/cart:80 http GET /a`,
    ],
    ['the caller over loopback', LOOPBACK, `source ${CALL}/shop/cart:8080 http GET /a`],
    [
      'one of two pods of a name',
      `[pod/db-0/istio-proxy] ${INBOUND.replaceAll('10.1.2.3', '10.1.3.2')}`,
      `destination ${CALL}/data/db:8080 http GET /a`,
      { directory: withTwins() },
    ],
    [
      'neither of two pods of a name',
      `[pod/db-0/istio-proxy] ${ELSEWHERE}`,
      'workload-unknown',
      { directory: withTwins() },
    ],
  ])('%s', (_, line, expected, options) => {
    expect(who(line, options)).toBe(expected);
  });

  it('is part of the tuple', () => {
    const twins = ['10.1.3.1', '10.1.3.2'].map(
      (ip) => `[pod/db-0/istio-proxy] ${INBOUND.replaceAll('10.1.2.3', ip)}`,
    );
    const { tally } = readInput(`${twins.join('\n')}\n${INBOUND}\n`, { directory: withTwins() });
    expect(Object.keys(tally.operations()).sort()).toEqual([
      `${CALL}/data/db:8080 http GET /a`,
      `${CALL}/shop/cart:8080 http GET /a`,
      `${CALL}/shop/db:8080 http GET /a`,
    ]);
  });

  it('changes with the time: addresses are reused', () => {
    const directory = smallMesh();
    const noon = Date.UTC(2026, 2, 2, 12);
    directory.put(podOf('ops', 'robot', 'robot-1', ['10.1.9.9'], { startTime: noon }));
    const { tally } = readInput(`${INBOUND}\n${INBOUND.replace('T10:', 'T13:')}\n`, { directory });
    expect(Object.keys(tally.operations()).sort()).toEqual([
      'cluster.local/ns/ops/sa/robot → Kubernetes/shop/cart:8080 http GET /a',
      `${CALL}/shop/cart:8080 http GET /a`,
    ]);
  });
});
