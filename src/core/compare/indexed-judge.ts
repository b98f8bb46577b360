import type { Call } from '../evaluate/call.ts';
import type { Verdict } from '../evaluate/evaluate.ts';
import type { Match } from '../evaluate/match.ts';
import { matchesRule } from '../evaluate/match-rule.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { Arena, SideName, SideRule } from './arena.ts';
import type { Candidates } from './candidates.ts';

/** The evaluator's verdicts, from the rules that can match at all. */
export function createIndexedJudge(
  { sides }: Pick<Arena, 'sides'>,
  point: EnforcementPoint,
  candidates: Candidates,
): (call: Call) => Readonly<Record<SideName, Verdict>> {
  return (call) => {
    const rules = candidates.at(valuesOf(call));
    function verdictOn(side: SideName): Verdict {
      const own = rules.filter((rule) => rule.side === side);
      return verdictOf(own, sides[side].allowAttached, ({ origin: { policy, index } }) =>
        matchesRule(policy, policy.spec.rules?.[index] ?? {}, point, call),
      );
    }
    return { from: verdictOn('from'), to: verdictOn('to') };
  };
}

/** V1, V3: in the order in which the proxy names rules. */
function verdictOf(
  rules: readonly SideRule[],
  allowAttached: boolean,
  matches: (rule: SideRule) => Match,
): Verdict {
  const unknown: Verdict = { verdict: 'unknown', by: null };
  const deny = firstOf('DENY', rules, matches);
  if (typeof deny === 'object') return { verdict: 'deny', by: deny.by };
  const allow = firstOf('ALLOW', rules, matches);
  if (allowAttached && allow === 'no') return { verdict: 'deny', by: null };
  if (deny === 'unknown' || allow === 'unknown' || firstOf('CUSTOM', rules, matches) !== 'no') return unknown;
  return { verdict: 'allow', by: typeof allow === 'object' ? allow.by : null };
}

function firstOf(
  action: SideRule['action'],
  rules: readonly SideRule[],
  matches: (rule: SideRule) => Match,
): SideRule | 'no' | 'unknown' {
  let unknown = false;
  for (const rule of rules) {
    if (rule.action !== action) continue;
    const match = matches(rule);
    if (match === 'yes') return rule;
    if (match === 'unknown') unknown = true;
  }
  return unknown ? 'unknown' : 'no';
}

/** What of a call the index knows; null = there is none, so no rule that asks for it matches. */
function valuesOf(call: Call): ReadonlyMap<string, string | number | null> {
  const { principal, port, method } = call;
  const values = new Map<string, string | number | null>([['port', port]]);
  if (principal !== undefined) values.set('principal', principal && `spiffe://${principal}`);
  if (method !== undefined) values.set('method', method);
  const path = call.pathWithQuery ?? call.path;
  if (path !== undefined) values.set('path', path);
  return values;
}
