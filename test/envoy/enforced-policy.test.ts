import { expect, it } from 'vitest';
import type { AuthorizationPolicy } from '../../src/core/model/policy.ts';
import { isDenied } from '../support/envoy/call-outcome.ts';
import type { CallOptions } from '../support/envoy/driver.ts';
import type { Mesh } from '../support/envoy/mesh.ts';
import { startMesh } from '../support/envoy/mesh.ts';
import { startObservedMesh } from '../support/envoy/observed-mesh.ts';
import type { MeshPod } from '../support/envoy/pod.ts';
import { workloadName } from '../support/envoy/pod.ts';
import { startRecordingSink } from '../support/envoy/sink.ts';
import type { SmallMesh } from '../support/envoy/small-mesh.ts';

it('recommends policies that a real Envoy enforces as meant', async () => {
  await using observed = await startObservedMesh();
  const { mesh, pods, api } = observed;
  const calls = learned(pods);
  for (const call of calls) await mesh.call(call);
  for (const from of [pods.cartV1, pods.reports]) await mesh.tcp({ from, to: pods.ordersDb, port: 5432 });
  await observed.settle();

  const recommended = async (pod: MeshPod): Promise<AuthorizationPolicy> => {
    const id = `Kubernetes/${pod.namespace}/${workloadName(pod)}`;
    const answer = await api.get<{ policy: AuthorizationPolicy | null; withheld: unknown }>(
      `/api/v1/workloads/${id}/recommendation?detail=paths`,
    );
    expect(answer, id).toMatchObject({ policy: { spec: { action: 'ALLOW' } } });
    expect(pod.labels, `${id} must carry what its policy selects`).toMatchObject(
      answer.policy?.spec.selector?.matchLabels ?? { none: 'selected' },
    );
    return answer.policy as AuthorizationPolicy;
  };
  const guarded = [pods.cartV1, pods.cartV2, pods.pricing, pods.payments, pods.ordersDb];
  const enforcing = new Map<MeshPod, MeshPod>();
  for (const pod of guarded) {
    const ports = pod.ports.map((port) => ({ ...port, mtls: 'permissive' as const }));
    enforcing.set(pod, { ...pod, ports, egress: [], policies: [await recommended(pod)] });
  }

  await mesh[Symbol.asyncDispose]();
  await using sink = await startRecordingSink();
  const others = [pods.web, pods.reports, pods.scanner].map((pod) => ({ ...pod, ports: [], egress: [] }));
  await using guardedMesh = await startMesh({ pods: [...enforcing.values(), ...others], sink });
  const at = (pod: MeshPod) => enforcing.get(pod) as MeshPod;

  const stillAllowed = calls.map((call) => ({ ...call, to: at(call.to) }));
  expect(await deniedOf(guardedMesh, stillAllowed)).toEqual([]);
  const intruders = strange(pods).map((call) => ({ ...call, to: at(call.to) }));
  expect(await deniedOf(guardedMesh, intruders)).toEqual(intruders.map(name));

  const database = { to: at(pods.ordersDb), port: 5432 };
  for (const from of [pods.cartV1, pods.reports]) {
    expect(await guardedMesh.tcp({ ...database, from }), from.name).toBe('answered');
  }
  expect(await guardedMesh.tcp({ ...database, from: pods.scanner })).toBe('closed');
  expect(await guardedMesh.tcp({ ...database, from: pods.cartV1, plaintext: true })).toBe('closed');
});

function learned({ web, cartV1, cartV2, pricing, payments }: SmallMesh): CallOptions[] {
  const cart = { from: web, to: cartV1, port: 8080 } as const;
  const price = { from: cartV1, to: pricing, port: 9090, method: 'POST' } as const;
  return [
    { ...cart, method: 'GET', path: '/cart/7?x=1' },
    { ...cart, to: cartV2, method: 'GET', path: '/cart/8' },
    { ...cart, method: 'GET', path: '/cart/4f9c0e4e-7b1c-4d7a-9a55-0c2f6b3f9d10/total', version: '2' },
    { ...cart, method: 'POST', path: '/cart/7/items', wanted: 201 },
    { ...cart, to: cartV2, method: 'GET', path: '/status/%7Bx%7D' },
    { ...price, path: '/shop.Pricing/Quote' },
    { ...price, path: '/shop.Pricing/Voucher', wanted: 5 },
    { from: cartV2, to: payments, port: 8443, method: 'POST', path: '/charge' },
  ];
}

/** One thing is wrong in each: who, how, what or where. */
function strange({ web, cartV1, pricing, payments, scanner }: SmallMesh): CallOptions[] {
  const cart = { from: web, to: cartV1, port: 8080, method: 'GET', path: '/cart/7' } as const;
  const price = {
    from: cartV1,
    to: pricing,
    port: 9090,
    method: 'POST',
    path: '/shop.Pricing/Quote',
  } as const;
  const charge = { from: cartV1, to: payments, port: 8443, method: 'POST', path: '/charge' } as const;
  return [
    { ...cart, from: scanner },
    { ...cart, plaintext: true },
    { ...cart, method: 'DELETE' },
    { ...cart, path: '/admin' },
    { ...cart, path: '/cart/7/items/1' },
    { ...price, from: web },
    { ...price, path: '/shop.Pricing/Reset' },
    { ...charge, from: web },
    { ...charge, plaintext: true },
    { ...charge, path: '/charge/' },
  ];
}

/** The calls that the proxy refuses. */
async function deniedOf(mesh: Mesh, calls: readonly CallOptions[]): Promise<string[]> {
  const denied: string[] = [];
  for (const call of calls) {
    const answer = await mesh.call(call);
    if (isDenied(answer, call.wanted ?? (answer.grpcStatus === null ? 200 : 0))) denied.push(name(call));
  }
  return denied;
}

function name({ from, to, method, path, plaintext }: CallOptions): string {
  return `${from.workload} → ${to.workload} ${method} ${path}${plaintext === true ? ' in plaintext' : ''}`;
}
