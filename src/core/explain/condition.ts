import type { Call } from '../evaluate/call.ts';
import { chainRule } from '../evaluate/chain-rule.ts';
import { type CallMatches, compileValues } from '../evaluate/compile-values.ts';
import { isAsked } from '../evaluate/field.ts';
import { not } from '../evaluate/match.ts';
import { ztunnelRule } from '../evaluate/ztunnel-rule.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy, PolicyOperation, Rule, Source } from '../model/policy.ts';
import { type Attribute, attributeOf } from './attribute.ts';

/**
 * Whether a condition holds. `ignored` = on this chain or plane the proxy never asks it: an ALLOW rule that
 * has one is dropped whole (X2, Z1), of a DENY rule it is taken out (X4, Z2).
 */
export type Standing = 'yes' | 'no' | 'unknown' | 'ignored';

/** One field of a rule: the smallest thing that can fail. */
export interface Condition {
  readonly field: string;
  /** The field without its `not`, or the key of a `when`. */
  readonly subject: string;
  readonly values: readonly string[];
  /** `not…` and `notValues`: the values are what must not be. */
  readonly negated: boolean;
  readonly attribute: Attribute;
  standing(call: Call): Standing;
  /** Of a negated condition that fails: the values that the call has. */
  excluded(call: Call): readonly string[];
}

/** A rule taken apart (F3): one entry of `from`, one of `to` and all of `when` have to hold. */
export interface RuleParts {
  readonly from: readonly (readonly Condition[])[];
  readonly to: readonly (readonly Condition[])[];
  readonly when: readonly Condition[];
}

type Fields = Readonly<Record<string, readonly string[] | undefined>>;
type RuleOf = (field: string, values: readonly string[]) => Rule;
type Alone = (values: readonly string[]) => Rule;

/**
 * The conditions of a rule of a policy that attaches to the point. Each is judged as the evaluator judges a
 * rule that has nothing but this one condition.
 */
export function partsOf(policy: AuthorizationPolicy, rule: Rule, point: EnforcementPoint): RuleParts {
  const entry = (fields: Fields, ruleOf: RuleOf): Condition[] =>
    Object.entries(fields).flatMap(([field, values]) => {
      if (!isAsked(values)) return []; // F5
      const negated = field.startsWith('not');
      const subject = negated ? `${field.charAt(3).toLowerCase()}${field.slice(4)}` : field;
      return [conditionOf({ field, subject, values, negated }, policy, (list) => ruleOf(field, list), point)];
    });
  return {
    from: (rule.from ?? []).map(({ source }) => entry(source as Fields, sourceRule)),
    to: (rule.to ?? []).map(({ operation }) => entry(operation as Fields, operationRule)),
    when: (rule.when ?? []).flatMap(({ key, ...lists }) =>
      (['values', 'notValues'] as const).flatMap((list) => {
        const values = lists[list];
        if (!isAsked(values)) return [];
        const negated = list === 'notValues';
        const about = { field: negated ? `not ${key}` : key, subject: key, values, negated };
        return [conditionOf(about, policy, (some) => ({ when: [{ key, [list]: some }] }), point)];
      }),
    ),
  };
}

type About = Pick<Condition, 'field' | 'subject' | 'values' | 'negated'>;

function conditionOf(
  about: About,
  policy: AuthorizationPolicy,
  alone: Alone,
  point: EnforcementPoint,
): Condition {
  const made: { [chain in Call['chain']]?: CallMatches | 'ignored' } = {};
  return {
    ...about,
    attribute: attributeOf(about.subject),
    standing(call) {
      made[call.chain] ??= matchesAlone(policy, alone(about.values), point, call.chain);
      const matches = made[call.chain]!;
      return matches === 'ignored' ? matches : matches(call);
    },
    excluded(call) {
      return about.values.filter((value) => {
        const matches = matchesAlone(policy, alone([value]), point, call.chain);
        return matches !== 'ignored' && matches(call) === 'no';
      });
    },
  };
}

/** What the proxy makes of a rule with one condition. */
function matchesAlone(
  { metadata, spec }: AuthorizationPolicy,
  rule: Rule,
  { plane, mesh }: EnforcementPoint,
  chain: Call['chain'],
): CallMatches | 'ignored' {
  const { action = 'ALLOW' } = spec;
  const left = plane === 'ztunnel' ? ztunnelRule(rule, action) : chainRule(rule, action, chain);
  const [field] = left?.flat(2) ?? [];
  if (field === undefined) return 'ignored';
  const { values, notValues = [], matchesAny } = field;
  const scope = { namespace: metadata.namespace, mesh };
  if (isAsked(values)) return compileValues(matchesAny, values, scope);
  const forbidden = compileValues(matchesAny, notValues, scope);
  return (call) => not(forbidden(call));
}

function sourceRule(field: string, values: readonly string[]): Rule {
  return { from: [{ source: { [field]: values } as Source }] };
}

function operationRule(field: string, values: readonly string[]): Rule {
  return { to: [{ operation: { [field]: values } as PolicyOperation }] };
}
