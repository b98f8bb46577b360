import { expect, it } from 'vitest';
import type { AuthorizationPolicy, Rule } from '../../src/core/model/policy.ts';
import { claimAddressRange } from '../support/envoy/address-range.ts';
import { isDenied } from '../support/envoy/call-outcome.ts';
import { startMesh } from '../support/envoy/mesh.ts';
import type { PodPort } from '../support/envoy/pod.ts';
import { startRecordingSink } from '../support/envoy/sink.ts';
import { smallMesh } from '../support/envoy/small-mesh.ts';

const from = [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }];
const RULES: Rule[] = [
  { from, to: [{ operation: { ports: ['8080'], methods: ['GET'], paths: ['/cart/{*}/total', '/status'] } }] },
  { from, to: [{ operation: { ports: ['8080'], methods: ['POST'], paths: ['/cart/*'] } }] },
  { from, to: [{ operation: { ports: ['5432'] } }] },
];

const VERDICTS = [
  ['GET', '/cart/7/total?currency=eur', 'allowed'],
  ['GET', '/status', 'allowed'],
  ['POST', '/cart/7/items', 'allowed'],
  ['GET', '/cart/7/8/total', 'denied'],
  ['GET', '/cart//total', 'denied'],
  ['GET', '/status/', 'denied'],
  ['DELETE', '/status', 'denied'],
] as const;

it('V4: enforces a policy as Istio builds it, on every port', async () => {
  await using range = await claimAddressRange();
  await using sink = await startRecordingSink();
  const { web, scanner, cartV1 } = smallMesh(range.net);
  const cart = { ...cartV1, ports: PORTS, policies: [policy(RULES)] };
  await using mesh = await startMesh({ pods: [cart, { ...web, ports: [] }, scanner], sink });

  for (const [method, path, verdict] of VERDICTS) {
    const call = { from: web, to: cart, port: 8080, method, path };
    const denied = async (change: object) => isDenied(await mesh.call({ ...call, ...change }), 200);
    expect(await denied({}), `${method} ${path}`).toBe(verdict === 'denied');
    expect(await denied({ from: scanner }), `a stranger's ${method} ${path}`).toBe(true);
    expect(await denied({ plaintext: true }), `${method} ${path} in plaintext`).toBe(true);
  }
  // Rules with HTTP fields don't exist on a TCP chain: only the last one is left there.
  expect(await mesh.tcp({ from: web, to: cart, port: 5432 })).toBe('answered');
  expect(await mesh.tcp({ from: scanner, to: cart, port: 5432 })).toBe('closed');
  expect(await mesh.tcp({ from: web, to: cart, port: 9000 })).toBe('closed');
});

const PORTS: PodPort[] = [
  { number: 8080, protocol: 'http', mtls: 'permissive' },
  { number: 5432, protocol: 'tcp', mtls: 'strict' },
  { number: 9000, protocol: 'tcp', mtls: 'strict' },
];

function policy(rules: readonly Rule[]): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'cart' } }, action: 'ALLOW', rules },
  };
}
