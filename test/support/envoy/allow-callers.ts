import type { AuthorizationPolicy } from '../../../src/core/model/policy.ts';

/** A policy as a cluster may already have it: these callers, anything they like. */
export function allowCallers(
  namespace: string,
  app: string,
  principals: readonly string[],
): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: `${app}-callers`, namespace },
    spec: {
      selector: { matchLabels: { app } },
      action: 'ALLOW',
      rules: [{ from: [{ source: { principals } }] }],
    },
  };
}
