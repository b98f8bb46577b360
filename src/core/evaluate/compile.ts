import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { Action, AuthorizationPolicy } from '../model/policy.ts';
import { attachedTo } from './attached.ts';
import type { Call } from './call.ts';
import { type ChainRule, chainRule } from './chain-rule.ts';
import { type CallMatches, compileValues } from './compile-values.ts';
import type { Verdict } from './evaluate.ts';
import { isAsked } from './field.ts';
import { allMatch, anyMatch, type Match, not } from './match.ts';
import type { Field } from './rule-fields.ts';
import { type RuleId, ruleId } from './rule-id.ts';
import { ztunnelRule } from './ztunnel-rule.ts';

interface CompiledRule {
  readonly id: RuleId;
  readonly matches: CallMatches;
}

/** The same verdicts as `evaluate`, made ready once for many calls at one point. */
export function compile(
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
): (call: Call) => Verdict {
  const attached = attachedTo(policies, point);
  const chains = new Map<Call['chain'], (call: Call) => Verdict>();
  return (call) => {
    const known = chains.get(call.chain) ?? compileChain(attached, point, call.chain);
    chains.set(call.chain, known);
    return known(call);
  };
}

function compileChain(
  attached: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
  chain: Call['chain'],
): (call: Call) => Verdict {
  const those = (action: Action) => attached.filter(({ spec }) => (spec.action ?? 'ALLOW') === action);
  const rules = (action: Action) => compileRules(those(action), action, point, chain);
  const custom = point.plane === 'ztunnel' ? [] : rules('CUSTOM');
  const deny = rules('DENY');
  const allow = rules('ALLOW');
  const isAllowList = those('ALLOW').length > 0;
  const by = ({ policy, rule }: RuleId) => ({ policy, rule: point.plane === 'ztunnel' ? null : rule });
  return (call) => {
    const denied = firstMatch(deny, call);
    if (typeof denied === 'object') return { verdict: 'deny', by: by(denied.id) };
    const allowed = firstMatch(allow, call);
    if (isAllowList && allowed === 'no') return { verdict: 'deny', by: null };
    const isSure = denied === 'no' && allowed !== 'unknown' && firstMatch(custom, call) === 'no';
    if (!isSure) return { verdict: 'unknown', by: null };
    return { verdict: 'allow', by: typeof allowed === 'object' ? by(allowed.id) : null };
  };
}

/** Sorted by what Envoy goes by (B7), so that the first that matches is the one it names. */
function compileRules(
  policies: readonly AuthorizationPolicy[],
  action: Action,
  { plane, mesh }: EnforcementPoint,
  chain: Call['chain'],
): CompiledRule[] {
  const rules = policies.flatMap(({ metadata, spec }) =>
    (spec.rules ?? []).flatMap((rule, index) => {
      const left = plane === 'ztunnel' ? ztunnelRule(rule, action) : chainRule(rule, action, chain);
      if (left === null) return [];
      const bare = plane === 'ztunnel' ? 'no' : 'yes';
      const matches = compileRule(left, bare, { namespace: metadata.namespace, mesh });
      return [{ id: ruleId(metadata, index), matches }];
    }),
  );
  return plane === 'ztunnel' ? rules : rules.toSorted((a, b) => (a.id.text < b.id.text ? -1 : 1));
}

function firstMatch(rules: readonly CompiledRule[], call: Call): CompiledRule | 'no' | 'unknown' {
  let unknown = false;
  for (const rule of rules) {
    const match = rule.matches(call);
    if (match === 'yes') return rule;
    if (match === 'unknown') unknown = true;
  }
  return unknown ? 'unknown' : 'no';
}

type Scope = Parameters<typeof compileValues>[2];

function compileRule(rule: ChainRule, bare: Match, scope: Scope): CallMatches {
  const lists = rule
    .filter((entries) => entries.length > 0)
    .map((entries) =>
      entries.map((fields) => (fields.length === 0 ? () => bare : compileEntry(fields, scope))),
    );
  return (call) => allMatch(lists, (entries) => anyMatch(entries, (entry) => entry(call)));
}

function compileEntry(fields: readonly Field[], scope: Scope): CallMatches {
  const tests = fields.flatMap(({ values, notValues, matchesAny }) => {
    const wanted = isAsked(values) ? [compileValues(matchesAny, values, scope)] : [];
    if (!isAsked(notValues)) return wanted;
    const forbidden = compileValues(matchesAny, notValues, scope);
    return [...wanted, (call: Call) => not(forbidden(call))];
  });
  return (call) => allMatch(tests, (test) => test(call));
}
