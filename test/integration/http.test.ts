import { expect, it } from 'vitest';
import type { z } from 'zod';
import { AppError } from '../../src/app-error.ts';
import { Problem } from '../../src/http/dto.ts';
import { OPERATIONS, type Operation } from '../../src/http/operations.ts';
import { edge, fakeMesh, gatesFailing, NOW, readiness, report } from '../support/fake-mesh.ts';
import { httpWorld } from '../support/http-world.ts';

const CART = 'Kubernetes/shop/cart';
const LEARNING = readiness(
  'learning',
  gatesFailing({ age: { why: '6.5 of 14 covered days', clearsAt: NOW + 1000 } }),
);

function shop() {
  return fakeMesh({
    reports: [
      report('Kubernetes/bank/ledger', 'learning', {
        readiness: { callers: LEARNING, methods: LEARNING, paths: LEARNING },
      }),
      report('Kubernetes/bank/vault', 'stabilising'),
      report(CART, 'stable', {
        readiness: { callers: readiness('stable'), methods: LEARNING, paths: readiness('no-data') },
      }),
      report('Kubernetes/shop/service:web', 'stable', { lastDayRequests: 1900, coverageShare: 0.5 }),
    ],
    edges: new Map([
      [
        CART,
        [
          edge('cluster.local/ns/shop/sa/web', { method: 'POST', path: '/cart' }),
          edge('cluster.local/ns/shop/sa/web', { method: 'GET', path: '/cart' }),
          edge('cluster.local/ns/shop/sa/api', { protocol: 'grpc', thin: true }),
          edge(null),
          edge('cluster.local/ns/shop/sa/web', { protocol: 'tcp', port: 443 }),
        ],
      ],
    ]),
    withheld: new Map([
      ['Kubernetes/bank/vault', { reason: 'selector-unknown', why: 'no reporter said a label', flow: null }],
    ]),
    findings: [
      { id: 'f1', severity: 'critical', workload: CART, title: 't', why: 'w', whatToDo: 'd', rows: ['r'] },
      { id: 'f2', severity: 'info', workload: null, title: 't', why: 'w', whatToDo: 'd', rows: [] },
    ],
    counters: [
      { source: 'als', disposition: { kind: 'evidence' }, count: 70 },
      { source: 'als', disposition: { kind: 'kept', reason: 'failed' }, count: 20 },
      { source: 'log', disposition: { kind: 'dropped', reason: 'unparsable-line' }, count: 10 },
    ],
  });
}

/** Answers of a shop, each checked against what the API document says of its operation. */
async function open(over: Parameters<typeof httpWorld>[0] = {}) {
  const world = await httpWorld({ mesh: shop(), ...over });
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${world.url}${path}`, init);
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json');
    const body = json ? JSON.parse(text) : text;
    if (json) schemaFor(path, response.status)?.parse(body);
    return { status: response.status, headers: response.headers, body };
  };
  return { ...world, get, [Symbol.asyncDispose]: world[Symbol.asyncDispose] };
}

function schemaFor(path: string, status: number): z.ZodType | undefined {
  if (status >= 400 && !path.startsWith('/readyz')) return Problem;
  const { pathname } = new URL(path, 'http://x');
  const found = Object.values<Operation>(OPERATIONS).find((operation) => {
    return new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
  });
  return typeof found?.answer === 'object' ? found.answer : undefined;
}

it('sums up the mesh', async () => {
  await using world = await open();

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
  await using world = await open({ mesh: fakeMesh({ judgedAt: null }) });

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
  await using world = await open();

  const { body } = await world.get(`/api/v1/workloads${query}`);

  expect(body.items.map((item: { name: string }) => item.name)).toEqual(names);
  expect(body.nextCursor).toBeNull();
});

it('pages through workloads, each once, while others come and go', async () => {
  await using world = await open();
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
  await using world = await open();
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
  await using world = await open();

  const { body } = await world.get('/api/v1/workloads/Kubernetes/bank/ledger');

  expect(body).toMatchObject({ id: 'Kubernetes/bank/ledger', labels: { app: 'ledger' }, timeUnit: '1d' });
  expect(body.readiness.callers).toMatchObject({ state: 'learning', risk: { unseen: 0.061 } });
  expect(body.readiness.callers.gates.filter((gate: { passed: boolean }) => !gate.passed)).toEqual([
    { id: 'age', passed: false, why: '6.5 of 14 covered days', clearsAt: '2026-03-20T10:00:01.000Z' },
  ]);
});

it('finds a Service behind a waypoint by its name with a colon', async () => {
  await using world = await open();

  expect(await world.get('/api/v1/workloads/Kubernetes/shop/service:web')).toMatchObject({ status: 200 });
});

it('gives a recommendation with the evidence of each rule', async () => {
  await using world = await open();

  const stable = await world.get(`/api/v1/workloads/${CART}/recommendation`);
  const withheld = await world.get('/api/v1/workloads/Kubernetes/bank/vault/recommendation?detail=paths');

  expect(stable.body).toMatchObject({
    draft: false,
    policy: { kind: 'AuthorizationPolicy' },
    withheld: null,
  });
  expect(stable.body.yaml).toContain('name: leastpath-cart\n');
  expect(stable.body.evidence[0].edges).toHaveLength(5);
  expect(withheld.body).toMatchObject({
    draft: true,
    policy: null,
    yaml: null,
    withheld: { reason: 'selector-unknown' },
  });
});

it('gives a stable policy as a file, and its bytes once only', async () => {
  await using world = await open();
  const path = `/api/v1/workloads/${CART}/policy.yaml`;

  const first = await world.get(path);
  const etag = first.headers.get('etag')!;
  const again = await world.get(path, { headers: { 'if-none-match': `"other", W/${etag}` } });
  const other = await world.get(path, { headers: { 'if-none-match': '"other"' } });

  expect(first).toMatchObject({ status: 200, body: expect.stringContaining('leastpath-cart') });
  expect(first.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
  expect(first.headers.get('content-disposition')).toBe('attachment; filename="leastpath-cart.yaml"');
  expect(again).toMatchObject({ status: 304, body: '' });
  expect(other.body).toBe(first.body);
});

it('gives no policy that is not stable, names the gates, and gives its draft', async () => {
  await using world = await open();
  const path = '/api/v1/workloads/Kubernetes/bank/ledger/policy.yaml';

  const refused = await world.get(path);
  const draft = await world.get(`${path}?draft=true`);

  expect(refused.status).toBe(409);
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  expect(refused.body).toMatchObject({
    code: 'not-stable',
    state: 'learning',
    gates: [{ id: 'age', why: '6.5 of 14 covered days', clearsAt: '2026-03-20T10:00:01.000Z' }],
  });
  expect(draft).toMatchObject({ status: 200, body: expect.stringContaining('istio.io/dry-run: "true"') });
});

it('judges a policy at the asked detail', async () => {
  await using world = await open();

  expect(await world.get(`/api/v1/workloads/${CART}/policy.yaml?detail=methods`)).toMatchObject({
    status: 409,
  });
});

it('says why there is no draft either', async () => {
  await using world = await open();

  const answer = await world.get('/api/v1/workloads/Kubernetes/bank/vault/policy.yaml?draft=true');

  expect(answer).toMatchObject({
    status: 409,
    body: { code: 'withheld', detail: 'selector-unknown: no reporter said a label' },
  });
});

it('gives all stable policies in one file', async () => {
  await using world = await open();

  const all = await world.get('/api/v1/policies.yaml');
  const none = await world.get('/api/v1/policies.yaml?namespace=bank');

  expect(all.body.split('---\n')).toEqual([
    expect.stringContaining('name: leastpath-cart\n'),
    expect.stringContaining('name: leastpath-service:web\n'),
  ]);
  expect(all.headers.get('etag')).toMatch(/^".+"$/);
  expect(none.body).toBe('# no workload is stable\n');
});

it('pages through findings in their order', async () => {
  await using world = await open();

  const first = await world.get('/api/v1/findings?limit=1');
  const second = await world.get(`/api/v1/findings?limit=1&cursor=${first.body.nextCursor}`);

  expect([first.body.items[0].id, second.body.items[0].id, second.body.nextCursor]).toEqual([
    'f1',
    'f2',
    null,
  ]);
});

it.each([
  ['/api/v1/workloads?limit=0', 'limit'],
  ['/api/v1/workloads?limit=1001', 'limit'],
  ['/api/v1/workloads?limit=1e2', 'limit'],
  ['/api/v1/workloads?limit=1&limit=2', 'limit'],
  ['/api/v1/workloads?cursor=nonsense', 'cursor'],
  ['/api/v1/workloads?cursor=', 'cursor'],
  ['/api/v1/workloads?state=happy', 'state'],
  ['/api/v1/workloads?detail=path', 'detail'],
  ['/api/v1/workloads?namspace=shop', 'namspace'],
  ['/api/v1/workloads?__proto__=1', '__proto__'],
  [`/api/v1/workloads/${CART}/policy.yaml?draft=yes`, 'draft'],
  [`/api/v1/workloads/${CART}/edges?detail=`, 'detail'],
  ['/api/v1/findings?detail=callers', 'detail'],
])('refuses %s and names the parameter', async (path, parameter) => {
  await using world = await open();

  expect(await world.get(path)).toMatchObject({ status: 400, body: { code: 'invalid', parameter } });
});

it.each([
  [`/api/v1/workloads/Kubernetes/shop/nothing`, 404, 'not-found'],
  [`/api/v1/workloads/Kubernetes/shop/nothing/edges`, 404, 'not-found'],
  [`/api/v1/workloads/Kubernetes/shop/nothing/recommendation`, 404, 'not-found'],
  [`/api/v1/workloads/Kubernetes/shop/nothing/policy.yaml?draft=true`, 404, 'not-found'],
  ['/api/v1/nowhere', 404, 'not-found'],
  ['/page/../../http-app.ts', 404, 'not-found'],
  ['/page/%2e%2e%2fhttp-app.ts', 404, 'not-found'],
  ['/api/v1/workloads/%zz/shop/cart', 400, 'invalid'],
])('%s is %d %s', async (path, status, code) => {
  await using world = await open();

  expect(await world.get(path)).toMatchObject({ status, body: { code } });
});

it('refuses a method that a route has not', async () => {
  await using world = await open();

  const answer = await world.get('/api/v1/mesh', { method: 'DELETE' });

  expect(answer).toMatchObject({ status: 405, body: { code: 'method-not-allowed' } });
  expect(answer.headers.get('allow')).toBe('GET, HEAD');
});

it('names each part that is not ready', async () => {
  const parts = [
    { name: 'store', ready: true, why: 'open' },
    { name: 'als', ready: false, why: 'not listening yet' },
  ];
  await using world = await open({ readiness: () => ({ ready: false, parts }) });

  expect(await world.get('/readyz')).toMatchObject({ status: 503, body: { ready: false, parts } });
  expect(await world.get('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
});

it('serves metrics as they were made', async () => {
  await using world = await open();

  const { headers, body } = await world.get('/metrics');

  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(body).toBe('leastpath_build_info 1\n');
});

it.each([
  '/api/v1/mesh',
  '/api/v1/workloads',
  `/api/v1/workloads/${CART}/policy.yaml`,
  '/nowhere',
  '/metrics',
  '/',
])('says at %s that time is scaled, and nothing of it when it is not', async (path) => {
  await using scaled = await open({ facts: { timeUnit: 2000 } });
  await using real = await open();

  expect((await scaled.get(path)).headers.get('leastpath-scaled-time')).toBe('1d=2s');
  expect((await real.get(path)).headers.get('leastpath-scaled-time')).toBeNull();
});

it('says in the answers that time is scaled', async () => {
  await using world = await open({ facts: { timeUnit: 2000, unauthenticated: true } });

  const scaled = { scaledTime: true, timeUnit: '2s' };
  expect((await world.get('/api/v1/mesh')).body).toMatchObject({ ...scaled, unauthenticated: true });
  expect((await world.get(`/api/v1/workloads/${CART}`)).body).toMatchObject(scaled);
});

it('keeps the words of its own faults inside, and tells the operator', async () => {
  const mesh = shop();
  await using world = await open({ mesh, readiness: () => fail('SQLITE_CORRUPT in /var/lib/secret.db') });

  const answer = await world.get('/api/v1/mesh');

  expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
  expect(JSON.stringify(answer.body)).not.toContain('secret');
  expect(world.failures).toEqual([expect.stringMatching(/^GET \/api\/v1\/mesh: .*secret/)]);
});

function fail(message: string): never {
  throw new AppError('internal', message);
}

it('lets nothing else be loaded by the page or embed it', async () => {
  await using world = await open();

  const { headers } = await world.get('/');

  expect(headers.get('content-security-policy')).toMatch(/^default-src 'self';.*frame-ancestors 'none'/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
});
