import { parseIpBlock } from '../evaluate/ip-block.ts';
import { parsePort } from '../evaluate/port-value.ts';
import type { Action, PolicyOperation, Rule, Source } from '../model/policy.ts';
import { goesWithTo, isHttpOnly, OPERATION_FIELDS, SOURCE_FIELDS, whenAttribute } from './attribute.ts';
import type { Literal } from './entry.ts';
import type { Condition, Literals } from './literals.ts';

/** A rule as a proxy has it: alternatives of literals; an empty alternative is met by every call. */
export interface RuleParts {
  readonly from: readonly (readonly Literal[])[];
  readonly to: readonly (readonly Literal[])[];
}

/** Conditions of a source: each field with its twin. */
export function sourceConditions(source: Source): Condition[] {
  return SOURCE_FIELDS.map(([field, twin, attribute]) => {
    return { attribute, values: source[field] ?? [], notValues: source[twin] ?? [] };
  }).filter(isAsked);
}

export function operationConditions(operation: PolicyOperation): Condition[] {
  return OPERATION_FIELDS.map(([field, twin, attribute]) => {
    return { attribute, values: operation[field] ?? [], notValues: operation[twin] ?? [] };
  }).filter(isAsked);
}

/** Conditions of `when`; null = a key that Istio doesn't know, which drops the rule (S15). */
export function whenConditions({ when = [] }: Rule): Condition[] | null {
  const conditions = when.map(({ key, values = [], notValues = [] }) => {
    const attribute = whenAttribute(key);
    return attribute === null ? null : { attribute, values, notValues };
  });
  return conditions.every((condition) => condition !== null) ? conditions.filter(isAsked) : null;
}

function isAsked({ values, notValues }: Condition): boolean {
  return values.length > 0 || notValues.length > 0;
}

/** What Istio compiles for a sidecar, gateway or waypoint; null = it drops the rule. */
export function envoyParts(
  rule: Rule,
  action: Action,
  namespace: string,
  literals: Literals,
): RuleParts | null {
  const when = whenConditions(rule);
  if (when === null) return null;
  const from = (rule.from ?? []).map(({ source }) => sourceConditions(source));
  const to = (rule.to ?? []).map(({ operation }) => operationConditions(operation));
  const tcp = literals.reading.chain === 'tcp';
  const isLost = (condition: Condition) => (tcp && isHttpOnly(condition.attribute)) || !isCompiled(condition);
  if (action === 'ALLOW' && [...from.flat(), ...to.flat(), ...when].some(isLost)) return null; // X2

  // X4: elsewhere only what can't be compiled goes.
  function compile(conditions: readonly Condition[]): Literal[] {
    return conditions
      .filter((condition) => !isLost(condition))
      .flatMap((condition) => literals.of(condition, namespace));
  }
  const whenFrom = compile(when.filter(({ attribute }) => !goesWithTo(attribute)));
  const whenTo = compile(when.filter(({ attribute }) => goesWithTo(attribute)));
  return {
    // F4, F5: no entry is any
    from: from.length === 0 ? [whenFrom] : from.map((entry) => [...compile(entry), ...whenFrom]),
    to: to.length === 0 ? [whenTo] : to.map((entry) => [...compile(entry), ...whenTo]),
  };
}

function isCompiled({ attribute: { kind }, values, notValues }: Condition): boolean {
  const all = [...values, ...notValues];
  if (kind === 'port') return all.every((value) => parsePort(value) !== null);
  if (kind !== 'sourceIp' && kind !== 'remoteIp' && kind !== 'destinationIp') return true;
  return all.every((value) => parseIpBlock(value) !== null);
}
