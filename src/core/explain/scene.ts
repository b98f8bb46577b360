import { asEnforced } from '../evaluate/as-enforced.ts';
import { attachedTo } from '../evaluate/attached.ts';
import type { Call } from '../evaluate/call.ts';
import type { Match } from '../evaluate/match.ts';
import { matchesRule } from '../evaluate/match-rule.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import { type Action, type AuthorizationPolicy, policyName, type Rule } from '../model/policy.ts';
import { partsOf, type RuleParts } from './condition.ts';

/** A rule of an attached policy; taken apart when first asked. */
export interface SceneRule {
  readonly policy: string;
  readonly rule: number;
  readonly action: Action;
  readonly provider: string | null;
  parts(): RuleParts;
  match(call: Call): Match;
}

/** What stands around a call at one enforcement point. */
export interface Scene {
  readonly point: EnforcementPoint;
  /** Names of the attached policies of an action, sorted. */
  policies(action: Action): readonly string[];
  /** Their rules, by policy name and index. */
  rules(action: Action): readonly SceneRule[];
  /** Names of policies that would attach but are dry-run. */
  readonly dryRun: readonly string[];
}

export function sceneOf(policies: readonly AuthorizationPolicy[], point: EnforcementPoint): Scene {
  const attached = attachedTo(policies, point).toSorted(byName);
  const names = new Set(attached.map(policyName));
  const would = attachedTo(asEnforced(policies), point).map(policyName);
  const rules = attached.flatMap((policy) =>
    (policy.spec.rules ?? []).map((rule, index) => sceneRule(policy, rule, index, point)),
  );
  const byAction = Map.groupBy(rules, ({ action }) => action);
  return {
    point,
    policies: (action) => attached.filter((policy) => actionOf(policy) === action).map(policyName),
    rules: (action) => byAction.get(action) ?? [],
    dryRun: would.filter((name) => !names.has(name)).toSorted(),
  };
}

function sceneRule(
  policy: AuthorizationPolicy,
  rule: Rule,
  index: number,
  point: EnforcementPoint,
): SceneRule {
  let parts: RuleParts | null = null;
  return {
    policy: policyName(policy),
    rule: index,
    action: actionOf(policy),
    provider: policy.spec.provider?.name ?? null,
    parts() {
      parts ??= partsOf(policy, rule, point);
      return parts;
    },
    match: (call) => matchesRule(policy, rule, point, call),
  };
}

function actionOf({ spec }: AuthorizationPolicy): Action {
  return spec.action ?? 'ALLOW';
}

function byName(a: AuthorizationPolicy, b: AuthorizationPolicy): number {
  const [left, right] = [policyName(a), policyName(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
