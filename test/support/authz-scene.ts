import type { Call } from '../../src/core/evaluate/call.ts';
import type { EnforcementPoint, PolicyMesh } from '../../src/core/model/enforcement-point.ts';
import type { AuthorizationPolicy, PolicySpec } from '../../src/core/model/policy.ts';

export const web = 'cluster.local/ns/shop/sa/web';

export const MESH: PolicyMesh = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  aliases: [],
  pathNormalization: 'BASE',
};

/** A sidecar in `shop`. */
export const cart: EnforcementPoint = {
  plane: 'sidecar',
  namespace: 'shop',
  labels: { app: 'cart' },
  service: null,
  mesh: MESH,
};

/** `shop/p`, for all of its namespace, unless the spec says otherwise. */
export function policy(
  spec: PolicySpec,
  name = 'p',
  annotations?: Readonly<Record<string, string>>,
  namespace = 'shop',
): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace, ...(annotations && { annotations }) },
    spec,
  };
}

/** A call of which everything is known: `web` over mTLS, without headers, SNI or token. */
export function attributesOf(changes: Partial<Call>): Call {
  return {
    chain: 'http',
    principal: web,
    sourceAddress: '10.0.0.1',
    remoteAddress: '10.0.0.1',
    destinationAddress: '10.9.0.1',
    port: 8080,
    sni: null,
    host: 'cart.shop',
    method: 'GET',
    path: '/',
    headersComplete: true,
    token: 'none',
    ...changes,
  };
}
