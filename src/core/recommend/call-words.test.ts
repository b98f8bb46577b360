import { expect, it } from 'vitest';
import type { Call } from '../evaluate/call.ts';
import { callWords } from './call-words.ts';

it.each<[Call, string]>([
  [
    { chain: 'http', port: 80, principal: 'td/ns/a/sa/x', method: 'GET', path: '/a' },
    'td/ns/a/sa/x → shop/cart:80 GET /a',
  ],
  [{ chain: 'http', port: 80 }, '(any caller) → shop/cart:80 (any method) (any path)'],
  [
    { chain: 'tcp', port: 5432, principal: null, sni: null },
    'a caller without identity → shop/cart:5432 TCP',
  ],
  [
    {
      chain: 'http',
      port: 80,
      principal: null,
      method: 'GET',
      path: '/',
      sourceAddress: '10.1.0.0',
      remoteAddress: '10.2.0.0',
      destinationAddress: '10.0.0.1',
      host: 'shop.example',
      sni: 'x.example',
      headers: { 'x-a': ['1', '2'] },
    },
    'a caller without identity → shop/cart:80 GET /, from 10.1.0.0, for 10.2.0.0, SNI x.example, host shop.example, x-a: 1 | 2',
  ],
])('%j', (call, words) => {
  expect(callWords({ cluster: 'Kubernetes', namespace: 'shop', name: 'cart' }, call)).toBe(words);
});
