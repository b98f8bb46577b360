import type { AuthorizationPolicy, PolicyOperation, Rule, Source } from '../../../src/core/model/policy.ts';
import type { TypedConfig } from './typed-config.ts';
import { typedConfig } from './typed-config.ts';

type Chain = 'http' | 'tcp';
type Action = 'DENY' | 'ALLOW';

/**
 * The RBAC filters that Istio's builder makes of a workload's policies for its HTTP or TCP filter chains: one for
 * DENY, one for ALLOW, each only where there is such a policy. Those with the dry-run annotation are its shadow
 * rules. On a TCP chain an ALLOW policy loses every rule that has an HTTP field, and a DENY's rule those fields.
 */
export function rbacFromPolicies(policies: readonly AuthorizationPolicy[], chain: Chain): TypedConfig[] {
  return (['DENY', 'ALLOW'] as const).flatMap((action) => {
    const own = policies.filter(({ spec }) => (spec.action ?? 'ALLOW') === action);
    return own.length === 0 ? [] : [rbacFilter(own, action, chain)];
  });
}

function rbacFilter(policies: readonly AuthorizationPolicy[], action: Action, chain: Chain): TypedConfig {
  const enforced = policies.filter((policy) => !isDryRun(policy));
  const onTrial = policies.filter(isDryRun);
  const config = {
    ...(enforced.length > 0 && { rules: rulesOf(enforced, action, chain) }),
    ...(onTrial.length > 0 && {
      shadow_rules: rulesOf(onTrial, action, chain),
      shadow_rules_stat_prefix: `istio_dry_run_${action.toLowerCase()}_`,
    }),
  };
  return chain === 'http'
    ? typedConfig('envoy.filters.http.rbac', 'envoy.extensions.filters.http.rbac.v3.RBAC', config)
    : typedConfig('envoy.filters.network.rbac', 'envoy.extensions.filters.network.rbac.v3.RBAC', {
        ...config,
        stat_prefix: 'tcp.',
      });
}

function isDryRun({ metadata }: AuthorizationPolicy): boolean {
  return metadata.annotations?.['istio.io/dry-run'] === 'true';
}

function rulesOf(policies: readonly AuthorizationPolicy[], action: Action, chain: Chain): object {
  const rules = policies.flatMap(({ metadata, spec }) =>
    (spec.rules ?? []).flatMap((rule, index) =>
      chain === 'tcp' && action === 'ALLOW' && hasHttpFields(rule)
        ? []
        : [[`ns[${metadata.namespace}]-policy[${metadata.name}]-rule[${index}]`, rbacPolicy(rule, chain)]],
    ),
  );
  return { action, policies: Object.fromEntries(rules) };
}

function hasHttpFields(rule: Rule): boolean {
  return (rule.to ?? []).some(
    ({ operation }) => operation.methods !== undefined || operation.paths !== undefined,
  );
}

/** Entries of `from` and of `to` are alternatives; none at all means anybody, or any operation. */
function rbacPolicy(rule: Rule, chain: Chain): object {
  const principals = (rule.from ?? []).map(({ source }) => principalOfSource(source));
  const permissions = (rule.to ?? []).map(({ operation }) => permissionOf(operation, chain));
  return {
    principals: principals.length > 0 ? principals : [{ any: true }],
    permissions: permissions.length > 0 ? permissions : [{ any: true }],
  };
}

function principalOfSource(source: Source): object {
  if (source.principals === undefined) return { any: true };
  const ids = source.principals.map((value) => ({
    authenticated: { principal_name: stringMatch(value, 'spiffe://') },
  }));
  return { and_ids: { ids: [{ or_ids: { ids } }] } };
}

function permissionOf({ ports, methods, paths }: PolicyOperation, chain: Chain): object {
  const rules = [
    ports?.map((port) => ({ destination_port: Number(port) })),
    ...(chain === 'tcp'
      ? []
      : [
          methods?.map((method) => ({ header: { name: ':method', string_match: stringMatch(method, '') } })),
          paths?.map(pathPermission),
        ]),
  ].filter((alternatives) => alternatives !== undefined);
  if (rules.length === 0) return { any: true };
  return { and_rules: { rules: rules.map((alternatives) => ({ or_rules: { rules: alternatives } })) } };
}

function pathPermission(path: string): object {
  if (!/\{\*\*?\}/.test(path)) return { url_path: { path: stringMatch(path, '') } };
  return {
    uri_template: typedConfig(
      'uri-template',
      'envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig',
      { path_template: path.replaceAll('{**}', '**').replaceAll('{*}', '*') },
    ),
  };
}

/** Istio's rule for a value: `*` alone, at its start or at its end is a wildcard, anywhere else a character. */
function stringMatch(value: string, prefix: string): object {
  if (value === '*') return { safe_regex: { regex: '.+' } };
  if (value.startsWith('*')) return { suffix: value.slice(1) };
  if (value.endsWith('*')) return { prefix: prefix + value.slice(0, -1) };
  return { exact: prefix + value };
}
