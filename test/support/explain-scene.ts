import type { Call } from '../../src/core/evaluate/call.ts';
import type { EnforcementPoint } from '../../src/core/model/enforcement-point.ts';

export const POINT: EnforcementPoint = {
  plane: 'sidecar',
  namespace: 'shop',
  labels: { app: 'cart' },
  service: null,
  mesh: {
    rootNamespace: 'istio-system',
    trustDomain: 'cluster.local',
    aliases: [],
    pathNormalization: 'BASE',
  },
};
export const ZTUNNEL: EnforcementPoint = { ...POINT, plane: 'ztunnel' };
export const WEB = 'cluster.local/ns/shop/sa/web';
export const PAY = 'cluster.local/ns/shop/sa/pay';

export const CALL: Call = {
  chain: 'http',
  principal: WEB,
  sourceAddress: '10.1.2.3',
  remoteAddress: '10.1.2.3',
  destinationAddress: '10.1.0.1',
  port: 8080,
  sni: null,
  host: 'cart.shop:8080',
  method: 'GET',
  path: '/cart',
  headers: {},
  headersComplete: true,
  token: 'none',
};
