import type { Difference } from '../../src/core/compare/compare-policies.ts';
import type { EnforcementPoint } from '../../src/core/model/enforcement-point.ts';
import type {
  AuthorizationPolicy,
  PolicyOperation,
  PolicySpec,
  Rule,
  Source,
} from '../../src/core/model/policy.ts';

export const sidecar: EnforcementPoint = {
  plane: 'sidecar',
  namespace: 'shop',
  labels: { app: 'cart' },
  service: null,
  mesh: { rootNamespace: 'root', trustDomain: 'cluster.local', aliases: [], pathNormalization: 'BASE' },
};
export const ztunnel: EnforcementPoint = { ...sidecar, plane: 'ztunnel' };
export const web = 'cluster.local/ns/shop/sa/web';

export function policy(name: string, spec: PolicySpec): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'shop' },
    spec,
  };
}

export const allow = (...rules: Rule[]): AuthorizationPolicy => policy('allow', { rules });
export const deny = (...rules: Rule[]): AuthorizationPolicy => policy('deny', { action: 'DENY', rules });
export const ask = (provider: string, ...rules: Rule[]): AuthorizationPolicy =>
  policy('ask', { action: 'CUSTOM', provider: { name: provider }, rules });
export const to = (...operations: PolicyOperation[]): Rule => ({
  to: operations.map((operation) => ({ operation })),
});
export const from = (...sources: Source[]): Rule => ({ from: sources.map((source) => ({ source })) });
export const paths = (...values: string[]): Rule => to({ paths: values });
export const when = (key: string, values: string[], notValues: string[] = []): Rule => ({
  when: [{ key, ...(values.length > 0 ? { values } : {}), ...(notValues.length > 0 ? { notValues } : {}) }],
});

/** What a difference says that the smallest call doesn't. */
export function shown({ change, witness, from: before, to: after }: Difference): string {
  const { principal, sourceAddress, remoteAddress, port, sni, host, method, path, pathWithQuery, headers } =
    witness;
  const parts = [
    witness.chain === 'tcp' ? 'tcp' : '',
    port === 8080 ? '' : port,
    principal ?? '',
    sourceAddress === '10.0.0.1' ? '' : sourceAddress,
    remoteAddress === sourceAddress ? '' : `for ${remoteAddress}`,
    sni ? `sni ${sni}` : '',
    host === undefined || host === 'a' ? '' : host,
    method === undefined || method === 'GET' ? '' : method,
    path === undefined || path === '/' ? '' : (pathWithQuery ?? path),
    ...Object.entries(headers ?? {}).map(([name, lines]) => `${name}: ${lines.join(' | ')}`),
  ].filter((part) => part !== '');
  const by = (one: Difference['from']) =>
    one.by === null ? 'none' : `${one.by.policy.slice(5)} ${one.by.rule}`;
  return `${change}: ${parts.join(' ')} (${by(before)}, ${by(after)})`;
}

export type Case = [string, AuthorizationPolicy[], AuthorizationPolicy[], string[]];
