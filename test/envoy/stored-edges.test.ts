import { expect, it } from 'vitest';
import { anonymous, known } from '../../src/core/model/caller.ts';
import { createLedger } from '../support/envoy/ledger.ts';
import type { StoredEdge } from '../support/envoy/stored-edges.ts';
import { edgeDifferences } from '../support/envoy/stored-edges.ts';

const WORKLOAD = 'Kubernetes/shop/cart';
const WEB = 'cluster.local/ns/shop/sa/web';

function driven() {
  const ledger = createLedger();
  const get = { workload: WORKLOAD, port: 8080, protocol: 'http', method: 'GET', outcome: 'ok' } as const;
  ledger.add({ ...get, caller: known(WEB), path: '/cart/1?x=1' });
  ledger.add({ ...get, caller: known(WEB), path: '/cart/2' });
  ledger.add({ ...get, caller: known(WEB), path: '/cart/me', outcome: 'failed' });
  ledger.add({ ...get, caller: anonymous('plaintext'), path: '/cart/1' });
  return ledger.edges();
}

function stored(change: (edges: StoredEdge[]) => StoredEdge[] = (edges) => edges): StoredEdge[] {
  const web = { workload: WORKLOAD, principal: WEB, port: 8080, protocol: 'grpc', method: 'GET' } as const;
  return change([
    { ...web, path: '/cart/{*}', evidence: true, counts: { ok: 2, failed: 0, denied: 0 } },
    { ...web, path: '/cart/me', evidence: false, counts: { ok: 0, failed: 1, denied: 0 } },
    {
      ...web,
      principal: null,
      anonymousReason: 'plaintext',
      path: '/cart/1',
      evidence: true,
      counts: { ok: 1, failed: 0, denied: 0 },
    },
  ]);
}

const first = (change: Partial<StoredEdge>) => (edges: StoredEdge[]) =>
  edges.map((edge, index) => (index === 0 ? { ...edge, ...change } : edge));

it('sees equal traffic through templates, queries and the two names of one protocol', () => {
  expect(edgeDifferences(driven(), stored())).toEqual([]);
});

it.each<[string, (edges: StoredEdge[]) => StoredEdge[], 'equal' | 'fewer', number]>([
  ['a missing edge', (edges) => edges.slice(1), 'equal', 2],
  ['a missing edge where fewer are allowed', (edges) => edges.slice(1), 'fewer', 0],
  ['an edge nobody drove', (edges) => [...edges, { ...edges[2]!, path: '/other' }], 'fewer', 1],
  ['a count too many', first({ counts: { ok: 3, failed: 0, denied: 0 } }), 'fewer', 1],
  ['a count too few', first({ counts: { ok: 1, failed: 0, denied: 0 } }), 'equal', 1],
  ['a count too few where fewer are allowed', first({ counts: { ok: 1, failed: 0, denied: 0 } }), 'fewer', 0],
  ['another caller', first({ principal: 'cluster.local/ns/shop/sa/other' }), 'equal', 3],
  ['another port', first({ port: 80 }), 'equal', 3],
  ['evidence without a success', (edges) => edges.map((edge) => ({ ...edge, evidence: true })), 'equal', 1],
])('tells of %s', (_, change, allowed, differences) => {
  expect(edgeDifferences(driven(), stored(change), allowed)).toHaveLength(differences);
});
