import type { AuthorizationPolicy, PolicySpec, Rule } from '../../../src/core/model/policy.ts';

/** A policy somebody deployed in the namespace shop; `dryRun`: only tried. */
export function deployedPolicy(
  name: string,
  spec: PolicySpec,
  {
    namespace = 'shop',
    dryRun = false,
    own = null,
  }: { readonly namespace?: string; readonly dryRun?: boolean; readonly own?: string | null } = {},
): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: {
      name,
      namespace,
      ...(own === null ? {} : { labels: { 'leastpath.dev/workload': own } }),
      ...(dryRun ? { annotations: { 'istio.io/dry-run': 'true' } } : {}),
    },
    spec,
  };
}

/** A rule for these callers (none = any) and this operation. */
export function ruleFor(
  principals: readonly string[],
  operation: NonNullable<Rule['to']>[number]['operation'] = {},
): Rule {
  return {
    ...(principals.length > 0 ? { from: [{ source: { principals } }] } : {}),
    to: [{ operation }],
  };
}
