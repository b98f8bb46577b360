import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyOperations } from '../../../test/support/aggregate-arbitraries.ts';
import { deltaOf } from '../../../test/support/sighting.ts';
import { anonymous, known } from '../model/caller.ts';
import type { Edge } from '../model/edge.ts';
import { DETAILS } from '../model/flow.ts';
import type { Operation, OperationKey } from '../model/operation.ts';
import { compareEdges } from './compare-edges.ts';
import { edgesAt, preferDestination } from './edges.ts';
import { merge } from './merge.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const web = known('cluster.local/ns/shop/sa/web');

function stored(seq: number, key: Partial<OperationKey>, times: readonly number[], grpc = false): Operation {
  const full: OperationKey = {
    ...{ reporter: 'destination', caller: web, port: 8080, protocol: 'http', method: 'GET', path: '/a' },
    ...key,
  };
  let operation: Operation | null = null;
  for (const time of times) {
    const delta = deltaOf({ time, outcome: 'ok', count: 1, grpc, mark: null, literal: null }, DAY);
    operation = merge(operation, full, seq, delta).operation;
  }
  return operation as unknown as Operation;
}

it('merges operations at each detail', () => {
  const list = [
    stored(0, { path: '/b' }, [0, DAY]),
    stored(1, { method: 'POST' }, [2 * DAY]),
    stored(2, {}, [0]),
    stored(3, { protocol: 'tcp', method: null, path: null, port: 5432 }, [5]),
    stored(4, { caller: anonymous('plaintext') }, [7]),
  ];
  const lines = (edges: readonly Edge[]) =>
    edges.map((e) => [
      e.caller.principal && 'web',
      e.port,
      e.protocol,
      e.method,
      e.path,
      e.counts.ok,
      e.days,
      e.seqs,
    ]);
  expect(lines(edgesAt(list, 'callers'))).toEqual([
    ['web', 5432, 'tcp', null, null, 1, 1, [3]],
    ['web', 8080, 'http', null, null, 4, 3, [0, 1, 2]],
    [null, 8080, 'http', null, null, 1, 1, [4]],
  ]);
  expect(lines(edgesAt(list, 'methods'))).toEqual([
    ['web', 5432, 'tcp', null, null, 1, 1, [3]],
    ['web', 8080, 'http', 'GET', null, 3, 2, [0, 2]],
    ['web', 8080, 'http', 'POST', null, 1, 1, [1]],
    [null, 8080, 'http', 'GET', null, 1, 1, [4]],
  ]);
  expect(lines(edgesAt(list, 'paths')).map((line) => line[4])).toEqual([null, '/a', '/b', '/a', '/a']);
});

it('shows gRPC once it is proved', () => {
  const list = [
    stored(0, { method: 'POST', path: '/p.S/M' }, [0], true),
    stored(1, { path: '/healthz' }, [0]),
  ];
  expect(edgesAt(list, 'callers').map(({ protocol }) => protocol)).toEqual(['grpc']);
  expect(edgesAt(list, 'paths').map(({ protocol, path }) => [protocol, path])).toEqual([
    ['grpc', '/p.S/M'],
    ['http', '/healthz'],
  ]);
});

it.each([
  ['one day', [0, HOUR, 2 * HOUR, 3 * HOUR], true],
  ['two days, two hours', [0, DAY], true],
  ['two days, three hours', [0, HOUR, DAY], false],
  ['three days at one hour', [0, DAY, 2 * DAY], false],
  ['three weeks at one hour', [0, 7 * DAY, 14 * DAY], false],
])('says whether evidence is thin: %s', (_, times, thin) => {
  expect(edgesAt([stored(0, {}, times)], 'callers').map((edge) => edge.thin)).toEqual([thin]);
});

it('keeps the positions of operations that fold into an edge', () => {
  const failed = merge(
    null,
    { reporter: 'destination', caller: web, port: 8080, protocol: 'http', method: 'GET', path: '/a/5' },
    1,
    deltaOf({ time: 3, outcome: 'failed', count: 2, grpc: false, mark: null, literal: null }, DAY),
  ).operation;
  const [edge, ...rest] = edgesAt([stored(0, { path: '/a/{*}' }, [1]), failed], 'paths');
  expect(rest).toEqual([]);
  expect(edge).toMatchObject({
    path: '/a/{*}',
    seqs: [0, 1],
    counts: { ok: 1, failed: 2, denied: 0 },
    lastSeen: 3,
  });
});

it('lets source rows fill in only while the workload is silent', () => {
  const rows = edgesAt(
    [
      stored(0, {}, [1]),
      stored(1, { reporter: 'source' }, [1]),
      stored(2, { reporter: 'source', port: 9090 }, [1]),
    ],
    'callers',
  );
  const shown = (silent: boolean) =>
    preferDestination(rows, silent).map(({ reporter, port }) => [reporter, port]);
  expect(rows).toHaveLength(3);
  expect(shown(false)).toEqual([['destination', 8080]]);
  expect(shown(true)).toEqual([
    ['destination', 8080],
    ['source', 9090],
  ]);
});

it('is ordered, independent of order, and keeps the sums at every detail', () => {
  const shuffled = anyOperations.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, fc.constantFrom(...DETAILS), ([list, other], detail) => {
      const edges = edgesAt(list, detail);
      expect(edgesAt(other, detail)).toEqual(edges);
      for (const [i, edge] of edges.entries()) {
        const next = edges[i + 1];
        if (next !== undefined) expect(compareEdges(edge, next)).toBeLessThan(0);
      }
      expect(edges.flatMap(({ seqs }) => seqs).sort((a, b) => a - b)).toEqual(list.map(({ seq }) => seq));
      expect(edges.reduce((sum, { counts }) => sum + counts.ok, 0)).toBe(
        list.reduce((sum, { counts }) => sum + counts.ok, 0),
      );
    }),
    { numRuns: 300 },
  );
});
