import type { CallOptions, Driver } from './driver.ts';
import type { SmallMesh } from './small-mesh.ts';

/** One of each kind of call that the small mesh knows, the gateway's excepted. Everything may be repeated. */
export async function driveSmallMesh(mesh: Driver, pods: SmallMesh): Promise<void> {
  const { web, cartV1, cartV2, pricing, ordersDb, payments, reports, scanner } = pods;
  const call = (options: CallOptions) => mesh.call(options);

  for (const [index, to] of [cartV1, cartV2, cartV1].entries()) {
    const cart = { from: web, to, port: 8080 } as const;
    await call({ ...cart, method: 'GET', path: `/cart/${7 + index}?page=2` });
    await call({ ...cart, method: 'POST', path: `/cart/${7 + index}/items`, version: '2', wanted: 201 });
  }
  await call({ from: web, to: cartV2, port: 8080, method: 'DELETE', path: '/cart/7', wanted: 204 });
  await call({ from: web, to: cartV1, port: 8080, method: 'POST', path: '/cart/7/items', wanted: 409 });
  await call({ from: scanner, to: cartV1, port: 8080, method: 'GET', path: '/wp-login.php', wanted: 404 });
  await mesh.refused({ from: scanner, to: cartV1, port: 8080 });

  const pricingCall = { from: cartV1, to: pricing, port: 9090, method: 'POST' } as const;
  await call({ ...pricingCall, path: '/shop.Pricing/Quote' });
  await call({ ...pricingCall, path: '/shop.Pricing/Quote', wanted: 14 });
  await call({ ...pricingCall, path: '/shop.Pricing/Voucher', wanted: 5 });

  await mesh.tcp({ from: cartV1, to: ordersDb, port: 5432 });
  await mesh.tcp({ from: reports, to: ordersDb, port: 5432 });
  await mesh.tcp({ from: scanner, to: ordersDb, port: 5432, plaintext: true });

  const charge = { to: payments, port: 8443, method: 'POST', path: '/charge' } as const;
  await call({ ...charge, from: cartV1 });
  await call({ ...charge, from: cartV1, wanted: 500 });
  await call({ ...charge, from: scanner });
  await call({ ...charge, from: scanner, plaintext: true });
  const job = { client: reports.address, via: reports, egress: pods.reportsEgress, method: 'GET' } as const;
  await mesh.through({ ...job, path: '/reports/today' });

  await call({ from: scanner, to: web, port: 8080, method: 'GET', path: '/healthz', plaintext: true });
}

/** What comes from outside: pages, and a path that the gateway rewrites. */
export async function driveGateway(mesh: Driver, pods: SmallMesh, client: string): Promise<void> {
  const outside = { client, via: pods.gateway, egress: pods.ingress, method: 'GET' } as const;
  await mesh.through({ ...outside, path: '/?lang=en' });
  await mesh.through({ ...outside, path: '/missing', wanted: 404 });
  await mesh.through({ ...outside, path: '/api/cart/9' });
}
