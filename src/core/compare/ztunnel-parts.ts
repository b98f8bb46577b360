import type { Action, Rule } from '../model/policy.ts';
import type { Attribute } from './attribute.ts';
import type { Literal } from './entry.ts';
import type { Condition, Literals } from './literals.ts';
import { operationConditions, type RuleParts, sourceConditions, whenConditions } from './rule-parts.ts';

/**
 * What istiod gives ztunnel of a rule (Z1–Z3); null = nothing that could match.
 */
export function ztunnelParts(
  rule: Rule,
  action: Action,
  namespace: string,
  literals: Literals,
): RuleParts | null {
  const when = whenConditions(rule);
  if (when === null) return null;
  const from = (rule.from ?? []).map(({ source }) => sourceConditions(source));
  const to = (rule.to ?? []).map(({ operation }) => operationConditions(operation));
  if (action === 'ALLOW' && [...from, ...to].flat().some(isUnknownInEntry)) return null; // Z1
  // Z1; Z2: in DENY they lose everything, and match never. So does one without values.
  if (when.some(isUnknownInWhen) || when.length < (rule.when ?? []).length) return null;
  const entries = { from: entriesLeft(from), to: entriesLeft(to) };
  if (entries.from.length === 0 || entries.to.length === 0) return null;
  const common = when.flatMap((condition) => literals.of(condition, namespace));
  return { from: entries.from.map((entry) => [...entry, ...common]), to: entries.to };

  /** Z2: an entry that has lost everything matches never, a missing one always. */
  function entriesLeft(all: readonly (readonly Condition[])[]): Literal[][] {
    if (all.length === 0) return [[]];
    return all
      .map((entry) => entry.filter((condition) => !isUnknownInEntry(condition) && !isLost(condition)))
      .filter((entry) => entry.length > 0)
      .map((entry) => entry.flatMap((condition) => literals.of(condition, namespace)));
  }
}

/** Z3: neither transferred nor reported. */
function isLost({ attribute }: Condition): boolean {
  return attribute.kind === 'trustDomain';
}

function isUnknownInEntry({ attribute }: Condition): boolean {
  return !['principal', 'namespace', 'serviceAccount', 'sourceIp', 'port', 'trustDomain'].includes(
    attribute.kind,
  );
}

const WHEN_KINDS: readonly Attribute['kind'][] = [
  'sourceIp',
  'namespace',
  'principal',
  'destinationIp',
  'port',
];

function isUnknownInWhen({ attribute }: Condition): boolean {
  return !WHEN_KINDS.includes(attribute.kind);
}
