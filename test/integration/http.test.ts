import { expect, it } from 'vitest';
import { fakeMesh, report } from '../support/fake-mesh.ts';
import { CART, openApi } from '../support/http-api.ts';

it('sums up the mesh', async () => {
  await using world = await openApi();

  const { body } = await world.get('/api/v1/mesh');

  expect(body).toMatchObject({
    cluster: 'Kubernetes',
    judgedAt: '2026-03-20T10:00:00.000Z',
    scaledTime: false,
    timeUnit: '1d',
    totals: {
      workloads: 4,
      edges: { callers: 8 },
      records: { received: 100, evidence: 70, kept: 20, dropped: 10, pending: 12 },
    },
    coverage: { telemetry: 0.875, policy: { callers: 0.4, methods: 0.4 } },
    states: { callers: { stable: 2, learning: 1, stabilising: 1, drifting: 0 } },
    inputs: [
      { source: 'als', received: 90, kept: { failed: 20 } },
      { source: 'log', received: 10, dropped: { 'unparsable-line': 10 } },
    ],
    findings: { critical: 1, warning: 0, info: 1 },
    health: { ready: true },
  });
});

it('says of an empty mesh that nothing was judged', async () => {
  await using world = await openApi({ mesh: fakeMesh({ judgedAt: null }) });

  expect((await world.get('/api/v1/mesh')).body).toMatchObject({
    judgedAt: null,
    coverage: { telemetry: null, policy: { callers: null } },
  });
  expect((await world.get('/api/v1/workloads')).body).toEqual({ items: [], nextCursor: null });
  expect(await world.get('/api/v1/policies.yaml')).toMatchObject({
    status: 503,
    body: { code: 'unavailable' },
  });
});

it.each([
  ['', ['ledger', 'vault', 'cart', 'service:web']],
  ['?namespace=shop', ['cart', 'service:web']],
  ['?state=learning', ['ledger']],
  ['?state=learning&detail=methods', ['ledger', 'cart']],
  ['?q=LED', ['ledger']],
  ['?q=shop/c', ['cart']],
  ['?namespace=nowhere', []],
])('lists workloads %s', async (query, names) => {
  await using world = await openApi();

  const { body } = await world.get(`/api/v1/workloads${query}`);

  expect(body.items.map((item: { name: string }) => item.name)).toEqual(names);
  expect(body.nextCursor).toBeNull();
});

it('pages through workloads, each once, while others come and go', async () => {
  await using world = await openApi();
  const first = await world.get('/api/v1/workloads?limit=2');
  world.mesh.reports.shift();
  world.mesh.reports.unshift(report('Kubernetes/aaa/new', 'no-data'));

  const second = await world.get(`/api/v1/workloads?limit=2&cursor=${first.body.nextCursor}`);

  expect([...first.body.items, ...second.body.items].map((item: { name: string }) => item.name)).toEqual([
    'ledger',
    'vault',
    'cart',
    'service:web',
  ]);
  expect(second.body.nextCursor).toBeNull();
});

it('pages through edges, each once', async () => {
  await using world = await openApi();
  const seen: string[] = [];
  let cursor: string | null = '';
  let calls = 0;

  while (cursor !== null && calls++ < 10) {
    const path = `/api/v1/workloads/${CART}/edges?detail=paths&limit=2${cursor && `&cursor=${cursor}`}`;
    const { body } = await world.get(path);
    for (const item of body.items)
      seen.push(`${item.principal ?? item.anonymousReason} ${item.port} ${item.method}`);
    cursor = body.nextCursor;
  }

  expect(calls).toBe(3);
  expect(seen).toEqual([
    'plaintext 8080 null',
    'cluster.local/ns/shop/sa/api 8080 null',
    'cluster.local/ns/shop/sa/web 443 null',
    'cluster.local/ns/shop/sa/web 8080 GET',
    'cluster.local/ns/shop/sa/web 8080 POST',
  ]);
});

it('gives one workload with its gates', async () => {
  await using world = await openApi();

  const { body } = await world.get('/api/v1/workloads/Kubernetes/bank/ledger');

  expect(body).toMatchObject({ id: 'Kubernetes/bank/ledger', labels: { app: 'ledger' }, timeUnit: '1d' });
  expect(body.readiness.callers).toMatchObject({ state: 'learning', risk: { unseen: 0.061 } });
  expect(body.readiness.callers.gates.filter((gate: { passed: boolean }) => !gate.passed)).toEqual([
    { id: 'age', passed: false, why: '6.5 of 14 covered days', clearsAt: '2026-03-20T10:00:01.000Z' },
  ]);
});

it('finds a Service behind a waypoint by its name with a colon', async () => {
  await using world = await openApi();

  expect(await world.get('/api/v1/workloads/Kubernetes/shop/service:web')).toMatchObject({ status: 200 });
});

it('pages through findings in their order', async () => {
  await using world = await openApi();

  const first = await world.get('/api/v1/findings?limit=1');
  const second = await world.get(`/api/v1/findings?limit=1&cursor=${first.body.nextCursor}`);

  expect([first.body.items[0].id, second.body.items[0].id, second.body.nextCursor]).toEqual([
    'f1',
    'f2',
    null,
  ]);
});
