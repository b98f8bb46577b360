import { expect, it } from 'vitest';
import { claimAddressRange } from '../support/envoy/address-range.ts';
import { startMesh } from '../support/envoy/mesh.ts';
import { startRecordingSink } from '../support/envoy/sink.ts';
import { smallMesh } from '../support/envoy/small-mesh.ts';
import { until } from '../support/envoy/until.ts';

it('tells the sink about every call that is driven, once for each proxy on its way', async () => {
  await using range = await claimAddressRange();
  await using sink = await startRecordingSink();
  const pods = smallMesh(range.net);
  const { web, cartV1, pricing, ordersDb, payments, reports, scanner } = pods;
  await using mesh = await startMesh({ pods: pods.all, sink });

  const cart = { from: web, to: cartV1, port: 8080 };
  expect(await mesh.call({ ...cart, method: 'GET', path: '/cart/7?x=1' })).toMatchObject({ status: 200 });
  expect(
    await mesh.call({ ...cart, method: 'DELETE', path: '/cart/7', version: '2', wanted: 204 }),
  ).toMatchObject({
    status: 204,
  });
  const price = { from: cartV1, to: pricing, port: 9090, method: 'POST', path: '/shop.Pricing/Get' };
  expect(await mesh.call(price)).toMatchObject({ status: 200, grpcStatus: 0 });
  expect(await mesh.call({ ...price, wanted: 13 })).toMatchObject({ status: 200, grpcStatus: 13 });
  const database = { to: ordersDb, port: 5432 };
  expect(await mesh.tcp({ ...database, from: cartV1 })).toBe('answered');
  expect(await mesh.tcp({ ...database, from: scanner, plaintext: true })).toBe('answered');
  expect(await mesh.refused({ from: scanner, to: cartV1, port: 8080 })).toBe(true);
  const pay = { to: payments, port: 8443, method: 'POST', path: '/charge' };
  expect(await mesh.call({ ...pay, from: cartV1 })).toMatchObject({ status: 200 });
  expect(await mesh.call({ ...pay, from: scanner })).toMatchObject({ status: 403 });
  expect(await mesh.call({ ...pay, from: scanner, plaintext: true })).toMatchObject({ status: 403 });
  const client = `${range.net}.113.5`;
  const outside = { client, via: pods.gateway, egress: pods.ingress, method: 'GET' };
  expect(await mesh.through({ ...outside, path: '/api/cart/9' })).toMatchObject({ status: 200 });
  const job = { client: reports.address, via: reports, egress: pods.reportsEgress, method: 'GET' };
  expect(await mesh.through({ ...job, path: '/refunds' })).toMatchObject({ status: 200 });

  const driven = mesh.ledger.records();
  expect(driven).toBe(14);
  await until(
    () => (sink.entries() >= driven ? true : null),
    () => `${sink.entries()} of ${driven} entries arrived`,
  );
  expect(await mesh.logsWritten()).toBe(driven);
  expect(sink.entries()).toBe(driven);
  expect(mesh.ledger.edges().filter(({ counts }) => counts.denied > 0)).toHaveLength(2);
});
