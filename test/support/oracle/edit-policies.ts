import type { EnforcementPoint } from '../../../src/core/model/enforcement-point.ts';
import type { AuthorizationPolicy, Rule } from '../../../src/core/model/policy.ts';
import type { Random } from './random.ts';
import { randomPolicy } from './random-policy.ts';
import { randomRule } from './random-rule.ts';

/** The policies after one to three edits such as people make. */
export function editedPolicies(
  random: Random,
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
): AuthorizationPolicy[] {
  let edited = [...policies];
  for (let edits = 1 + random.int(3); edits > 0; edits -= 1) edited = edit(random, edited, point);
  return edited;
}

function edit(
  random: Random,
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
): AuthorizationPolicy[] {
  if (policies.length === 0 || random.chance(0.08))
    return [...policies, randomPolicy(random, point, 10 + policies.length)];
  const at = random.int(policies.length);
  if (random.chance(0.08)) return policies.toSpliced(at, 1);
  const policy = policies[at]!;
  return policies.with(at, { ...policy, spec: { ...policy.spec, rules: editedRules(random, policy) } });
}

function editedRules(random: Random, { spec }: AuthorizationPolicy): Rule[] {
  const rules = spec.rules ?? [];
  if (rules.length === 0 || random.chance(0.15))
    return [...rules, randomRule(random, spec.action ?? 'ALLOW')];
  const at = random.int(rules.length);
  if (rules.length > 1 && random.chance(0.15)) return rules.toSpliced(at, 1);
  // The same lists of another rule: values that are near.
  const other = randomRule(random, spec.action ?? 'ALLOW');
  const rule = rules[at]!;
  const part = random.pick(['from', 'to', 'when', 'values', 'values', 'values'] as const);
  if (part === 'values') return rules.with(at, withoutValue(random, rule, other));
  const { [part]: _, ...rest } = rule;
  return rules.with(at, random.chance(0.4) ? rest : { ...rest, ...(other[part] && { [part]: other[part] }) });
}

/** One list of the rule loses a value, or gets one that the other rule has in a list of the same name. */
function withoutValue(random: Random, rule: Rule, other: Rule): Rule {
  const copy = structuredClone(rule) as Rule;
  const lists = listsOf(copy);
  if (lists.length === 0) return copy;
  const [name, list] = random.pick(lists);
  const same = listsOf(other).filter(([its]) => its === name);
  if (same.length > 0 && random.chance(0.6)) list.push(random.pick(random.pick(same)[1]));
  else if (list.length > 1) list.splice(random.int(list.length), 1);
  return copy;
}

function listsOf({ from = [], to = [], when = [] }: Rule): [name: string, values: string[]][] {
  const holders = [...from.map(({ source }) => source), ...to.map(({ operation }) => operation)];
  const fields = holders.flatMap((holder) => Object.entries(holder) as [string, string[]][]);
  return [
    ...fields,
    ...when.flatMap(({ key, values }) =>
      values === undefined ? [] : [[key, values as string[]] as [string, string[]]],
    ),
  ];
}
