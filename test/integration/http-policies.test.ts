import { expect, it } from 'vitest';
import { CART, openApi } from '../support/http-api.ts';

it('gives a recommendation with the evidence of each rule', async () => {
  await using world = await openApi();

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
  await using world = await openApi();
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
  await using world = await openApi();
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
  await using world = await openApi();

  expect(await world.get(`/api/v1/workloads/${CART}/policy.yaml?detail=methods`)).toMatchObject({
    status: 409,
  });
});

it('says why there is no draft either', async () => {
  await using world = await openApi();

  const answer = await world.get('/api/v1/workloads/Kubernetes/bank/vault/policy.yaml?draft=true');

  expect(answer).toMatchObject({
    status: 409,
    body: { code: 'withheld', detail: 'selector-unknown: no reporter said a label' },
  });
});

it('gives all stable policies in one file', async () => {
  await using world = await openApi();

  const all = await world.get('/api/v1/policies.yaml');
  const none = await world.get('/api/v1/policies.yaml?namespace=bank');

  expect(all.body.split('---\n')).toEqual([
    expect.stringContaining('name: leastpath-cart\n'),
    expect.stringContaining('name: leastpath-service:web\n'),
  ]);
  expect(all.headers.get('etag')).toMatch(/^".+"$/);
  expect(none.body).toBe('# no workload is stable\n');
});
