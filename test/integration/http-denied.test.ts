import { expect, it } from 'vitest';
import { fakeMesh, report } from '../support/fake-mesh.ts';
import { CART, openApi } from '../support/http-api.ts';
import { denial } from '../support/sample-denial.ts';

const WEB = 'cluster.local/ns/shop/sa/web';
const PATH = `/api/v1/workloads/${CART}/denied`;

function meshWith(...judged: ReturnType<typeof denial>[]) {
  const answer = { judged, pastBound: { enforced: 4, dryRun: 0 }, policiesKnown: true };
  return fakeMesh({ reports: [report(CART, 'stable')], denied: new Map([[CART, answer]]) });
}

it('gives a denied call with what the proxy named, the evaluator’s answer and the nearest rule', async () => {
  await using world = await openApi({ mesh: meshWith(denial(WEB, { path: '/pay/{*}', sample: '/pay/7' })) });

  const { body } = await world.get(PATH);

  expect(body).toEqual({
    items: [
      {
        principal: WEB,
        anonymousReason: null,
        port: 8080,
        protocol: 'http',
        method: 'POST',
        path: '/pay/{*}',
        sample: '/pay/7',
        enforced: true,
        count: 3,
        firstSeen: '2026-03-19T10:00:00.000Z',
        lastSeen: '2026-03-20T09:59:00.000Z',
        named: null,
        filter: null,
        evaluator: { verdict: 'deny', by: null, why: expect.stringContaining('no ALLOW rule matches') },
        nearest: {
          policy: 'shop/callers',
          rule: 0,
          mismatches: [
            {
              field: 'principals',
              expected: [WEB],
              actual: 'cluster.local/ns/ops/sa/scanner',
              words: 'the principal differs',
            },
          ],
        },
        agrees: true,
      },
    ],
    nextCursor: null,
    policiesKnown: true,
    pastBound: { enforced: 4, dryRun: 0 },
  });
});

it('tells rules, other filters, what is on trial and what has no answer', async () => {
  const by = { policy: 'shop/no', rule: 1 };
  const allow = { verdict: 'allow', by: { policy: 'shop/yes', rule: 0 }, why: 'w', nearest: null } as const;
  const mesh = meshWith(
    denial(WEB, { named: by, answer: allow, agrees: false }),
    denial(WEB, { named: { filter: 'ext_authz_denied', ...by }, answer: null }),
    denial(WEB, { dryRun: true, protocol: 'tcp', method: null, path: null }),
  );
  await using world = await openApi({ mesh });

  const { body } = await world.get(PATH);

  expect(body.items).toMatchObject([
    { enforced: true, named: by, filter: 'ext_authz_denied', evaluator: null, nearest: null, agrees: null },
    { enforced: true, named: by, filter: null, evaluator: { verdict: 'allow', by: allow.by }, agrees: false },
    { enforced: false, named: null, filter: null, protocol: 'tcp', method: null, path: null },
  ]);
});

it('pages through them, each once, what is enforced first', async () => {
  const paths = ['/c', '/a', '/b'];
  const mesh = meshWith(
    denial(null, { dryRun: true, path: '/0' }),
    ...paths.map((path) => denial(WEB, { path })),
    denial(WEB, { path: '/a', named: { policy: 'shop/no', rule: 0 } }),
  );
  await using world = await openApi({ mesh });
  const seen: string[] = [];
  let cursor: string | null = '';
  for (let page = 0; cursor !== null && page < 10; page++) {
    const { body } = await world.get(`${PATH}?limit=2${cursor && `&cursor=${cursor}`}`);
    for (const { path, named } of body.items) seen.push(`${path} ${named?.policy ?? '-'}`);
    cursor = body.nextCursor;
  }

  expect(seen).toEqual(['/a shop/no', '/a -', '/b -', '/c -', '/0 -']);
});

it('has none of a workload where nothing was denied, and refuses what it doesn’t know', async () => {
  await using world = await openApi();

  expect((await world.get(PATH)).body).toMatchObject({ items: [], policiesKnown: false });
  expect(await world.get('/api/v1/workloads/Kubernetes/shop/nobody/denied')).toMatchObject({
    status: 404,
    body: { code: 'not-found' },
  });
  expect(await world.get(`${PATH}?detail=paths`)).toMatchObject({
    status: 400,
    body: { code: 'invalid', parameter: 'detail' },
  });
});
