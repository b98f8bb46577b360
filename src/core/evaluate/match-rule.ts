import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy, Rule } from '../model/policy.ts';
import type { Scope } from './attribute-matches.ts';
import type { Call } from './call.ts';
import { type ChainRule, chainRule } from './chain-rule.ts';
import { matchesField } from './field.ts';
import { allMatch, anyMatch, type Match } from './match.ts';
import type { Field } from './rule-fields.ts';
import { ztunnelRule } from './ztunnel-rule.ts';

/** Does one rule of a policy match the call, as the proxy gets it? */
export function matchesRule(
  { metadata, spec }: AuthorizationPolicy,
  rule: Rule,
  { plane, mesh }: EnforcementPoint,
  call: Call,
): Match {
  const action = spec.action ?? 'ALLOW'; // F1
  const scope = { namespace: metadata.namespace, mesh };
  if (plane === 'ztunnel') return matchesLists(ztunnelRule(rule, action), 'no', call, scope); // Z2
  return matchesLists(chainRule(rule, action, call.chain), 'yes', call, scope);
}

/** F3: all lists AND, entries of one OR, fields of an entry AND. `bare`: what an entry without fields is. */
function matchesLists(rule: ChainRule | null, bare: 'yes' | 'no', call: Call, scope: Scope): Match {
  if (rule === null) return 'no'; // X2, X3, Z1
  return allMatch(rule, (entries) => {
    if (entries.length === 0) return 'yes'; // F4, F5: any source, any operation
    return anyMatch(entries, (fields) => (fields.length === 0 ? bare : matchesEntry(fields, call, scope)));
  });
}

function matchesEntry(fields: readonly Field[], call: Call, scope: Scope): Match {
  return allMatch(fields, ({ values, notValues, matchesAny }) =>
    matchesField(values, notValues, (some) => matchesAny(some, call, scope)),
  );
}
