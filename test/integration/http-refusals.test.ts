import { expect, it } from 'vitest';
import { AppError } from '../../src/app-error.ts';
import { apiShop, CART, openApi } from '../support/http-api.ts';
import { httpWorld } from '../support/http-world.ts';

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
  await using world = await openApi();

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
  await using world = await openApi();

  expect(await world.get(path)).toMatchObject({ status, body: { code } });
});

it('refuses a method that a route has not', async () => {
  await using world = await openApi();

  const answer = await world.get('/api/v1/mesh', { method: 'DELETE' });

  expect(answer).toMatchObject({ status: 405, body: { code: 'method-not-allowed' } });
  expect(answer.headers.get('allow')).toBe('GET, HEAD');
});

it('names each part that is not ready', async () => {
  const parts = [
    { name: 'store', ready: true, needed: true, why: 'open' },
    { name: 'als', ready: false, needed: true, why: 'not listening yet' },
  ];
  await using world = await openApi({ readiness: () => ({ ready: false, parts }) });

  expect(await world.get('/readyz')).toMatchObject({ status: 503, body: { ready: false, parts } });
  expect(await world.get('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
});

it('serves metrics as they were made', async () => {
  await using world = await openApi();

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
  await using scaled = await openApi({ facts: { timeUnit: 2000 } });
  await using real = await openApi();

  expect((await scaled.get(path)).headers.get('leastpath-scaled-time')).toBe('1d=2s');
  expect((await real.get(path)).headers.get('leastpath-scaled-time')).toBeNull();
});

it('says in the answers that time is scaled', async () => {
  await using world = await openApi({ facts: { timeUnit: 2000, unauthenticated: true } });

  const scaled = { scaledTime: true, timeUnit: '2s' };
  expect((await world.get('/api/v1/mesh')).body).toMatchObject({ ...scaled, unauthenticated: true });
  expect((await world.get(`/api/v1/workloads/${CART}`)).body).toMatchObject(scaled);
});

it('keeps the words of its own faults inside, and tells the operator', async () => {
  const mesh = apiShop();
  await using world = await openApi({ mesh, readiness: () => fail('SQLITE_CORRUPT in /var/lib/secret.db') });

  const answer = await world.get('/api/v1/mesh');

  expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
  expect(JSON.stringify(answer.body)).not.toContain('secret');
  expect(world.failures).toEqual([expect.stringMatching(/^GET \/api\/v1\/mesh: .*secret/)]);
});

function fail(message: string): never {
  throw new AppError('internal', message);
}

it('lets nothing else be loaded by the page or embed it', async () => {
  await using world = await openApi();

  const { headers } = await world.get('/');

  expect(headers.get('content-security-policy')).toMatch(/^default-src 'self';.*frame-ancestors 'none'/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
});

it('says which address it could not have', async () => {
  await using first = await httpWorld();
  const port = Number(new URL(first.url).port);

  const second = httpWorld({ listen: { host: '127.0.0.1', port } });

  await expect(second).rejects.toMatchObject({
    code: 'unavailable',
    message: `http.listen: 127.0.0.1:${port} can't be had (EADDRINUSE)`,
  });
});

it('stops while clients keep their connections', async () => {
  const world = await httpWorld();
  await (await fetch(`${world.url}/healthz`)).text();

  const before = performance.now();
  await world[Symbol.asyncDispose]();

  // A server that waits for its clients waits five seconds for idle ones.
  expect(performance.now() - before).toBeLessThan(4500);
  await expect(fetch(`${world.url}/healthz`)).rejects.toThrow();
});
