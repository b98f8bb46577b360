import { expect, it } from 'vitest';
import { nodeTypeOf } from './node-type.ts';

it.each([
  ['router', { app: 'istio-ingressgateway', istio: 'ingressgateway' }],
  ['router', { app: 'istio-egressgateway', istio: 'egressgateway' }],
  ['router', { app: 'my-gateway', istio: 'ingressgateway' }],
  ['router', { app: 'istio-ingress', istio: 'ingress' }],
  ['router', { app: 'edge', istio: 'edge' }],
  [
    'router',
    {
      'gateway.networking.k8s.io/gateway-name': 'gw',
      'gateway.istio.io/managed': 'istio.io-gateway-controller',
    },
  ],
  ['router', { 'gateway.networking.k8s.io/gateway-name': 'gw' }],
  [
    'waypoint',
    {
      'gateway.networking.k8s.io/gateway-name': 'wp',
      'gateway.istio.io/managed': 'istio.io-mesh-controller',
    },
  ],
  [
    'waypoint',
    {
      'gateway.networking.k8s.io/gateway-name': 'wp',
      'gateway.networking.k8s.io/gateway-class-name': 'istio-waypoint',
    },
  ],
  ['sidecar', { app: 'istiod', istio: 'pilot' }],
  ['sidecar', { app: 'cart' }],
  ['sidecar', { istio: '' }],
  ['sidecar', {}],
] as const)('Y7 %s: %j', (nodeType, labels) => {
  expect(nodeTypeOf(labels)).toBe(nodeType);
});
