import type { SceneCall } from './drive.ts';
import type { Scene } from './scene.ts';

/** Calls of which the mesh lives: HTTP, gRPC and TCP, from inside, from outside and in plaintext. */
export function learnedCalls(pods: Scene): readonly SceneCall[] {
  const { gateway, web, cart, pricing, status, ordersDb, scanner } = pods;
  const outside = { from: 'outside', via: gateway, port: 8080, method: 'GET' } as const;
  const toCart = { from: web, to: cart, port: 8080 } as const;
  const quote = { from: cart, to: pricing, port: 9090, method: 'POST', path: '/shop.Pricing/Quote' } as const;
  return [
    { ...outside, to: web, path: '/?lang=en', inner: '/?lang=en' },
    { ...outside, to: cart, path: '/api/cart/9', inner: '/cart/9' },
    { ...toCart, method: 'GET', path: '/cart/7?page=2' },
    { ...toCart, method: 'GET', path: '/cart/8' },
    { ...toCart, method: 'POST', path: '/cart/7/items', wanted: 201 },
    { ...toCart, method: 'POST', path: '/cart/7/items', wanted: 409 },
    quote,
    { ...quote, wanted: 13 },
    { from: cart, to: ordersDb, port: 5432 },
    { from: web, to: status, port: 8080, method: 'GET', path: '/status' },
    { from: scanner, to: status, port: 8080, method: 'GET', path: '/status' },
  ];
}

/** The nearest that was never seen, by what is new in it. */
export function neverSeenCalls(pods: Scene): {
  readonly callers: readonly SceneCall[];
  readonly paths: readonly SceneCall[];
} {
  const { web, cart, pricing, ordersDb, scanner, stranger } = pods;
  const get = { method: 'GET', path: '/cart/7' } as const;
  const quote = { method: 'POST', path: '/shop.Pricing/Quote' } as const;
  return {
    callers: [
      { from: stranger, to: web, port: 8080, method: 'GET', path: '/' },
      { from: stranger, to: cart, port: 8080, ...get },
      { from: stranger, to: pricing, port: 9090, ...quote },
      { from: stranger, to: ordersDb, port: 5432 },
      // Known elsewhere, but not here.
      { from: web, to: pricing, port: 9090, ...quote },
      { from: web, to: ordersDb, port: 5432 },
      { from: cart, to: web, port: 8080, method: 'GET', path: '/' },
      // A known caller at another port.
      { from: web, to: cart, port: 8081, ...get },
      { from: scanner, to: cart, port: 8080, ...get },
      { from: scanner, to: ordersDb, port: 5432 },
    ],
    paths: [
      { from: web, to: cart, port: 8080, method: 'DELETE', path: '/cart/7' },
      { from: web, to: cart, port: 8080, method: 'GET', path: '/admin' },
      { from: web, to: cart, port: 8080, method: 'POST', path: '/cart/7' },
      { from: cart, to: pricing, port: 9090, method: 'POST', path: '/shop.Pricing/Reset' },
    ],
  };
}

export function callWords(call: SceneCall): string {
  const from = call.from === 'outside' ? `outside via ${call.via.app}` : call.from.app;
  return [`${from} → ${call.to.app}:${call.port}`, call.method, call.path].filter(Boolean).join(' ');
}
