import type { Call } from '../evaluate/call.ts';
import { ruleName } from './allow-words.ts';
import type { Condition } from './condition.ts';
import { listed } from './listed.ts';
import type { Scene, SceneRule } from './scene.ts';

/** Why there is no verdict: an external authorizer decides, or the call lacks what a rule asks for (B8). */
export function unknownWords(scene: Scene, call: Call): string {
  const open = (rule: SceneRule) => rule.match(call) === 'unknown';
  const deny = scene.rules('DENY').filter(open);
  const custom = scene.rules('CUSTOM');
  const handed = custom.find((rule) => rule.match(call) === 'yes');
  const allow = scene.rules('ALLOW').filter(open);
  if (deny[0] !== undefined) return asks(deny[0], deny.length + allow.length, call);
  if (handed !== undefined) return handedOver(handed);
  if (allow[0] !== undefined) return asks(allow[0], allow.length, call);
  const [first] = custom.filter(open);
  return first === undefined ? 'what decides is not known' : asks(first, 1, call);
}

function handedOver(rule: SceneRule): string {
  const provider =
    rule.provider === null ? 'an external authorizer' : `the external authorizer ${rule.provider}`;
  return `${ruleName(rule, rule.action)} matches, and what ${provider} answers is not known`;
}

function asks(rule: SceneRule, rules: number, call: Call): string {
  const missing = missingOf(rule, call);
  const names = [...new Set(missing.map(({ attribute }) => attribute.flowKey))];
  const fields = [
    ...new Set(missing.map(({ field, attribute }) => (field === attribute.flowKey ? '' : field))),
  ];
  const given = fields.filter((field) => field !== '');
  const what = names.length === 0 ? 'something' : listed(names, 'and');
  const by = given.length === 0 ? '' : ` (${listed(given, 'and')})`;
  const more = rules > 1 ? `, and ${rules - 1} more cannot be judged either` : '';
  return `${ruleName(rule, rule.action)} asks for ${what}${by}, which the flow does not say${more}`;
}

/** The conditions that leave a rule open: those of the entries that could still match. */
function missingOf(rule: SceneRule, call: Call): Condition[] {
  const { from, to, when } = rule.parts();
  const open = (entries: readonly (readonly Condition[])[]): Condition[] => {
    const possible = entries.filter((entry) => entry.every((one) => one.standing(call) !== 'no'));
    return possible.some((entry) => entry.every((one) => isMet(one, call))) ? [] : possible.flat();
  };
  return [...open(from), ...open(to), ...when].filter((one) => one.standing(call) === 'unknown');
}

function isMet(condition: Condition, call: Call): boolean {
  const standing = condition.standing(call);
  return standing === 'yes' || standing === 'ignored';
}
