import type {
  Action,
  AuthorizationPolicy,
  PolicyOperation,
  PolicySpec,
  Rule,
  Source,
} from '../../src/core/model/policy.ts';
import { lintPolicy } from '../../src/core/validate/lint-policy.ts';
import type { LintContext } from '../../src/core/validate/policy-finding.ts';

/** For one workload, if the spec doesn’t say otherwise. */
export function policy(
  spec: PolicySpec,
  metadata: Partial<AuthorizationPolicy['metadata']> = {},
): AuthorizationPolicy {
  const selector = { matchLabels: { app: 'cart' } };
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'p', namespace: 'shop', ...metadata },
    spec: spec.targetRefs || 'selector' in spec ? spec : { selector, ...spec },
  };
}

export const by = (source: Source, action: Action = 'ALLOW') =>
  policy({ action, rules: [{ from: [{ source }] }] });
export const to = (operation: PolicyOperation, action: Action = 'ALLOW') =>
  policy({ action, rules: [{ to: [{ operation }] }] });
export const rules = (action: Action, ...list: Rule[]) => policy({ action, rules: list });

/** `severity id path` of each finding but the notes on planes and versions, which nearly every policy has. */
export function said(one: AuthorizationPolicy, context: LintContext = {}): string[] {
  return lintPolicy(one, context)
    .filter(
      ({ id, severity }) =>
        severity !== 'info' || !/^(needs-newer-istio|ztunnel-.*|not-for-sidecars)$/.test(id),
    )
    .map(({ id, severity, path }) => `${severity} ${id} ${path}`);
}

export const SOURCE = 'spec.rules[0].from[0].source';
export const OPERATION = 'spec.rules[0].to[0].operation';
export const TD1: LintContext = { mesh: { trustDomain: 'td1' } };
export const ZTUNNEL: LintContext = { plane: 'ztunnel' };
