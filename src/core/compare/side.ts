import { asEnforced } from '../evaluate/as-enforced.ts';
import { attachedTo } from '../evaluate/attached.ts';
import type { Verdict } from '../evaluate/evaluate.ts';
import { ruleId } from '../evaluate/rule-id.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import { type Action, type AuthorizationPolicy, policyName } from '../model/policy.ts';
import type { Literals } from './literals.ts';
import { envoyParts, type RuleParts } from './rule-parts.ts';
import { ztunnelParts } from './ztunnel-parts.ts';

/** The rules of an attached policy that may decide; AUDIT never does (V1). */
export type DecidingAction = Exclude<Action, 'AUDIT'>;

/** A rule as it stands on one side of a comparison, before dimensions have their order. */
export interface ReadRule {
  readonly action: DecidingAction;
  readonly by: NonNullable<Verdict['by']>;
  /** Envoy's text for it (B7). */
  readonly id: string;
  readonly provider: string | null;
  readonly origin: { readonly policy: AuthorizationPolicy; readonly index: number };
  readonly parts: RuleParts;
}

export interface ReadSide {
  /** Whether what no rule matches is denied (V1). */
  readonly allowAttached: boolean;
  /** In the order in which the proxy names them: B7; ztunnel takes them as they come. */
  readonly rules: readonly ReadRule[];
}

/** What attaches to the point; dry-run policies as if they were enforced. */
export function enforcedAt(
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
): readonly AuthorizationPolicy[] {
  return attachedTo(asEnforced(policies), point);
}

export function readSide(attached: readonly AuthorizationPolicy[], literals: Literals): ReadSide {
  const rules = attached.flatMap((policy) => rulesOf(policy, literals));
  return {
    allowAttached: attached.some(({ spec }) => (spec.action ?? 'ALLOW') === 'ALLOW'),
    rules: literals.reading.point.plane === 'ztunnel' ? rules : rules.sort(byId),
  };
}

function rulesOf(policy: AuthorizationPolicy, literals: Literals): ReadRule[] {
  const action = policy.spec.action ?? 'ALLOW';
  if (action === 'AUDIT') return [];
  const ztunnel = literals.reading.point.plane === 'ztunnel';
  if (ztunnel && action === 'CUSTOM') return []; // K5
  const partsOf = ztunnel ? ztunnelParts : envoyParts;
  return (policy.spec.rules ?? []).flatMap((rule, index) => {
    const parts = partsOf(rule, action, policy.metadata.namespace, literals);
    if (parts === null) return [];
    const provider = policy.spec.provider?.name ?? null;
    const by = { policy: policyName(policy), rule: ztunnel ? null : index };
    const id = ruleId(policy.metadata, index).text;
    return [{ action, by, id, provider, origin: { policy, index }, parts }];
  });
}

function byId(a: ReadRule, b: ReadRule): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
