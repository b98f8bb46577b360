import { expect, it } from 'vitest';
import { anonymous, known } from '../model/caller.ts';
import type { Flow, Outcome } from '../model/flow.ts';
import { OVERFLOW_PATH, OVERFLOW_PRINCIPAL } from '../model/operation.ts';
import { createOperationIndex, type OperationIndex } from './operation-index.ts';
import { resolveOperation } from './resolve-operation.ts';

const UUID = '550e8400-e29b-41d4-a716-446655440000';
const caps = { paths: 3, principals: 2, operations: 100 };

function flow(path: string | null, more: Partial<Flow> = {}): Flow {
  return {
    reporter: 'destination',
    workload: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
    plane: 'sidecar',
    labels: null,
    rollout: null,
    caller: known('cluster.local/ns/shop/sa/web'),
    port: 8080,
    protocol: path === null ? 'tcp' : 'http',
    grpc: false,
    method: path === null ? null : 'GET',
    path,
    pathMark: null,
    ...more,
  };
}

function count(index: OperationIndex, seen: Flow, outcome: Outcome = 'ok') {
  const resolved = resolveOperation(seen, outcome, index, caps);
  index.admit(resolved.key, outcome);
  return { path: resolved.key.path, principal: resolved.key.caller.principal, literal: resolved.literal };
}

it.each<[string, Outcome, string, string | null]>([
  ['/cart/7', 'ok', '/cart/{*}', '/cart/7'],
  ['/cart/7', 'failed', '/cart/7', null],
  ['/cart/7', 'denied', '/cart/7', null],
  ['/healthz', 'ok', '/healthz', null],
  [`/u/${UUID}/9`, 'ok', '/u/{*}/{*}', null],
  [`/u/${UUID}/9`, 'failed', '/u/{*}/{*}', null],
  [`//u/${UUID}`, 'denied', '//u/{secret}', null],
  ['/admin/{*}', 'ok', '/admin/%7B*%7D', null],
  ['/admin/{secret}', 'ok', '/admin/%7Bsecret%7D', null],
])('%s, %s → %s', (path, outcome, expected, literal) => {
  const resolved = resolveOperation(flow(path), outcome, createOperationIndex([]), caps);
  expect(resolved).toMatchObject({ key: { path: expected }, literal });
});

it('folds a failed call into a template that any caller proved', () => {
  const index = createOperationIndex([]);
  const other = flow('/cart/404', { caller: anonymous('plaintext') });
  expect(count(index, other, 'failed').path).toBe('/cart/404');
  count(index, flow('/cart/7'));
  expect(count(index, other, 'failed')).toMatchObject({ path: '/cart/{*}', literal: '/cart/404' });
  expect(count(index, flow('/cart/404', { port: 9090 }), 'failed').path).toBe('/cart/404');
});

it('keeps known paths and sends new ones to the overflow past the cap', () => {
  const index = createOperationIndex([]);
  for (const path of ['/a', '/b', '/c/1', '/c/2'])
    expect(count(index, flow(path)).path).not.toBe(OVERFLOW_PATH);
  expect(count(index, flow('/d'))).toMatchObject({ path: OVERFLOW_PATH, literal: null });
  expect(count(index, flow('/a', { caller: anonymous('plaintext') })).path).toBe('/a');
  expect(count(index, flow('/c/3')).path).toBe('/c/{*}');
  expect(count(index, flow(null)).path).toBeNull();
});

it('gives a scanner its own room', () => {
  const index = createOperationIndex([]);
  for (let i = 0; i < 10; i += 1) count(index, flow(`/scan-me-${'x'.repeat(i)}`), 'failed');
  expect(count(index, flow('/new-failure'), 'failed').path).toBe(OVERFLOW_PATH);
  expect(count(index, flow('/legitimate')).path).toBe('/legitimate');
  expect(count(index, flow('/legitimate'), 'failed').path).toBe('/legitimate');
});

it('sends new principals to the overflow past the cap, anonymous callers never', () => {
  const index = createOperationIndex([]);
  const from = (name: string) => flow('/a', { caller: known(`cluster.local/ns/shop/sa/${name}`) });
  count(index, from('one'));
  count(index, from('two'));
  expect(count(index, from('three')).principal).toBe(OVERFLOW_PRINCIPAL);
  expect(count(index, from('two')).principal).toBe('cluster.local/ns/shop/sa/two');
  expect(count(index, flow('/a', { caller: anonymous('external') })).principal).toBeNull();
});

it('counts a scan of ports on one row past the cap of operations, and known operations as before', () => {
  const index = createOperationIndex([]);
  const few = { ...caps, operations: 5 };
  const scan = (port: number) => resolveOperation(flow(null, { port }), 'failed', index, few).key;
  const ports = new Set<number>();
  for (let port = 1; port <= 1000; port++) {
    const key = scan(port);
    index.admit(key, 'failed');
    ports.add(key.port);
  }

  expect(ports).toEqual(new Set([1, 2, 3, 4, 5, 0]));
  expect(scan(3).port).toBe(3);
  expect(scan(7777)).toMatchObject({ port: 0, caller: known(OVERFLOW_PRINCIPAL) });
});
