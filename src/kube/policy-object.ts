import { z } from 'zod';
import type { AuthorizationPolicy } from '../core/model/policy.ts';

const texts = z.array(z.string()).exactOptional();

const source = z.object({
  principals: texts,
  notPrincipals: texts,
  requestPrincipals: texts,
  notRequestPrincipals: texts,
  namespaces: texts,
  notNamespaces: texts,
  serviceAccounts: texts,
  notServiceAccounts: texts,
  ipBlocks: texts,
  notIpBlocks: texts,
  remoteIpBlocks: texts,
  notRemoteIpBlocks: texts,
  trustDomains: texts,
  notTrustDomains: texts,
});

const operation = z.object({
  hosts: texts,
  notHosts: texts,
  ports: texts,
  notPorts: texts,
  methods: texts,
  notMethods: texts,
  paths: texts,
  notPaths: texts,
});

// An entry without its one field asks for nothing.
const rule = z.object({
  from: z.array(z.object({ source: source.default({}) })).exactOptional(),
  to: z.array(z.object({ operation: operation.default({}) })).exactOptional(),
  when: z.array(z.object({ key: z.string(), values: texts, notValues: texts })).exactOptional(),
});

const targetRef = z.object({ group: z.string().exactOptional(), kind: z.string(), name: z.string() });
const labels = z.record(z.string(), z.coerce.string());

const spec = z
  .object({
    selector: z.object({ matchLabels: labels.exactOptional() }).exactOptional(),
    targetRefs: z.array(targetRef).exactOptional(),
    /** F1: an older name for a list of one. */
    targetRef: targetRef.optional(),
    action: z.enum(['ALLOW', 'DENY', 'AUDIT', 'CUSTOM']).exactOptional(),
    provider: z.object({ name: z.string() }).exactOptional(),
    rules: z.array(rule).exactOptional(),
  })
  .transform(({ targetRef, ...rest }) => (targetRef ? { targetRefs: [targetRef], ...rest } : rest));

/**
 * An AuthorizationPolicy as istiod decodes it: unknown fields are passed over (W5), `null` is not there. What
 * was stored once is read even if a newer webhook would refuse it.
 */
export const policyObject: z.ZodType<AuthorizationPolicy> = z.preprocess(
  withoutNulls,
  z.object({
    apiVersion: z.enum(['security.istio.io/v1', 'security.istio.io/v1beta1']).default('security.istio.io/v1'),
    kind: z.literal('AuthorizationPolicy'),
    metadata: z.object({
      name: z.string(),
      namespace: z.string().default('default'),
      labels: labels.exactOptional(),
      annotations: labels.exactOptional(),
    }),
    // V5: without a spec it is an ALLOW without rules.
    spec: spec.default({}),
  }),
);

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutNulls(one)]));
}
