import { expect, it } from 'vitest';
import type { AuthorizationPolicy, PolicySpec } from '../../src/core/model/policy.ts';
import type { DeniedList } from '../../src/http/denied-dto.ts';
import type { ApiClient } from '../support/envoy/api-client.ts';
import { startObservedMesh } from '../support/envoy/observed-mesh.ts';
import type { MeshPod } from '../support/envoy/pod.ts';
import { workloadName } from '../support/envoy/pod.ts';
import type { SmallMesh } from '../support/envoy/small-mesh.ts';

const DRY_RUN = { 'istio.io/dry-run': 'true' };
const from = (...names: string[]) => [
  { source: { principals: names.map((name) => `cluster.local/ns/${name.replace('/', '/sa/')}`) } },
];
const to = (operation: object) => [{ operation }];

function policy(of: MeshPod, name: string, spec: Omit<PolicySpec, 'selector'>, onTrial = false) {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: of.namespace, ...(onTrial && { annotations: DRY_RUN }) },
    spec: { selector: { matchLabels: { app: workloadName(of) } }, ...spec },
  } satisfies AuthorizationPolicy;
}

/** cart is guarded, pricing is on trial, the database is both. */
function guarded({ web, cartV1, pricing, ordersDb, reports, scanner }: SmallMesh) {
  const cart: MeshPod = {
    ...cartV1,
    policies: [
      policy(cartV1, 'callers', { rules: [{ from: from('shop/web'), to: to({ ports: ['8080'] }) }] }),
      policy(cartV1, 'no-admin', {
        action: 'DENY',
        rules: [{ to: to({ paths: ['/none'] }) }, { to: to({ paths: ['/admin*'], ports: ['8080'] }) }],
      }),
    ],
  };
  const tried: MeshPod = {
    ...pricing,
    policies: [
      policy(pricing, 'try-callers', { rules: [{ from: from('shop/cart') }] }, true),
      policy(pricing, 'try-no-reset', { action: 'DENY', rules: [{ to: to({ paths: ['*/Reset'] }) }] }, true),
    ],
  };
  const database: MeshPod = {
    ...ordersDb,
    policies: [
      policy(ordersDb, 'callers', { rules: [{ from: from('shop/cart', 'ops/reports') }] }),
      policy(ordersDb, 'try-cart', { rules: [{ from: from('shop/cart') }] }, true),
    ],
  };
  const callers = [web, reports, scanner].map((pod) => ({ ...pod, ports: [], egress: [] }));
  return { cart, tried, database, callers };
}

it('R5, R7, R8, B7: shows the policy and rule that a real Envoy named, and agrees with it', async () => {
  await using observed = await startObservedMesh((small) => {
    const { cart, tried, database, callers } = guarded(small);
    return [cart, tried, database, ...callers];
  });
  const { mesh, pods, api } = observed;
  const { cart, tried, database } = guarded(pods);
  const { web, scanner, reports } = pods;
  const get = { to: cart, port: 8080, method: 'GET' } as const;
  const ask = { to: tried, port: 9090, method: 'POST' } as const;

  await mesh.call({ ...get, from: web, path: '/cart/7' });
  await mesh.call({ ...get, from: web, path: '/admin/keys?all=1' });
  await mesh.call({ ...get, from: web, path: '/admin/keys' });
  await mesh.call({ ...get, from: scanner, path: '/cart/7' });
  await mesh.call({ ...ask, from: cart, path: '/shop.Pricing/Quote' });
  await mesh.call({ ...ask, from: cart, path: '/shop.Pricing/Reset' });
  await mesh.call({ ...ask, from: web, path: '/shop.Pricing/Quote' });
  expect(await mesh.tcp({ from: cart, to: database, port: 5432 })).toBe('answered');
  expect(await mesh.tcp({ from: reports, to: database, port: 5432 })).toBe('answered');
  expect(await mesh.tcp({ from: scanner, to: database, port: 5432 })).toBe('closed');
  await observed.settle();

  expect(await deniedAt(api, cart)).toEqual([
    'ops/sa/scanner http GET /cart/{*} /cart/7 ×1: none; deny, agrees, nearest shop/callers[0]',
    'shop/sa/web http GET /admin/keys ×2: shop/no-admin[1]; deny, agrees',
  ]);
  expect(await deniedAt(api, tried)).toEqual([
    'shop/sa/cart grpc POST /shop.Pricing/Reset ×1: on trial shop/try-no-reset[0]; deny, agrees',
    'shop/sa/web grpc POST /shop.Pricing/Quote ×1: on trial none; deny, agrees, nearest shop/try-callers[0]',
  ]);
  // The dry-run ALLOW would not let the reports in, but the enforced one goes on doing so.
  expect(await deniedAt(api, database)).toEqual([
    'ops/sa/scanner tcp ×1: none; deny, agrees, nearest data/callers[0]',
  ]);

  const series = (of: string, enforced: boolean) => `workload="${of}",enforced="${enforced}"`;
  const metric = (labels: string) => api.metric('leastpath_denied_requests_total', labels);
  expect(await metric(series('cart', true))).toBe(3);
  expect(await metric(series('pricing', false))).toBe(2);
  expect(await metric(series('pricing', true))).toBe(0);
  expect(await api.metric('leastpath_denial_disagreements')).toBe(0);
  expect(await findingsOf(api)).toEqual(['known-caller-denied Kubernetes/shop/cart']);
});

/** `ops/sa/scanner http GET /cart/{*} /cart/7 ×1: none; deny, agrees, nearest shop/callers[0]`, in the API's order. */
async function deniedAt(api: ApiClient, pod: MeshPod): Promise<string[]> {
  const path = `/api/v1/workloads/Kubernetes/${pod.namespace}/${workloadName(pod)}/denied`;
  const { items } = await api.get<DeniedList>(path);
  const rule = (named: DeniedList['items'][number]['named']) =>
    named === null ? 'none' : `${named.policy}[${named.rule}]`;
  return items.map(({ principal, protocol, method, path, sample, count, named, ...item }) => {
    const who = principal?.replace('cluster.local/ns/', '');
    const call = [who, protocol, method, path, sample].filter(Boolean).join(' ');
    const { enforced, evaluator, nearest, agrees } = item;
    const said = [evaluator?.verdict, agrees ? 'agrees' : 'disagrees', nearest && `nearest ${rule(nearest)}`];
    return `${call} ×${count}: ${enforced ? '' : 'on trial '}${rule(named)}; ${said.filter(Boolean).join(', ')}`;
  });
}

/** Of those about denied calls. */
async function findingsOf(api: ApiClient): Promise<string[]> {
  const { items } = await api.get<{ items: { id: string; workload: string }[] }>(
    '/api/v1/findings?limit=1000',
  );
  return items
    .filter(({ id }) => ['known-caller-denied', 'evaluator-disagrees'].includes(id))
    .map(({ id, workload }) => `${id} ${workload}`);
}
