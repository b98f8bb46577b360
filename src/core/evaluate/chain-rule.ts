import type { Action, Rule } from '../model/policy.ts';
import { destinationIp, ports, remoteIp, sourceIp, unreadable } from './attribute-matches.ts';
import type { Call } from './call.ts';
import { isAsked } from './field.ts';
import { parseIpBlock } from './ip-block.ts';
import { parsePort } from './port-value.ts';
import { conditionField, type Field, operationFields, sourceFields } from './rule-fields.ts';

/**
 * What is left of a rule on one filter chain: every list must hold; of its entries one; of an entry all
 * fields.
 */
export type ChainRule = readonly (readonly (readonly Field[])[])[];

/** The rule as the proxy's filter chain gets it; null = it doesn't get it at all. */
export function chainRule(rule: Rule, action: Action, chain: Call['chain']): ChainRule | null {
  const conditions = (rule.when ?? []).map(conditionField);
  if (!conditions.every((field) => field !== null)) return null; // S15: an unknown key drops the rule
  const lists = [
    (rule.from ?? []).map(({ source }) => sourceFields(source)),
    (rule.to ?? []).map(({ operation }) => operationFields(operation)),
    // F4: a condition goes into every entry of `from` or `to`, which is the same as one more list of one
    // entry.
    ...conditions.map((field) => [[field]]),
  ].map((entries) => entries.map((fields) => fields.filter(isUsed)));
  const compiled = (field: Field) => compiledField(field, chain);
  // X2: in ALLOW one value that can't be compiled drops the rule with all its entries.
  if (action === 'ALLOW' && lists.flat(2).some((field) => isShorter(compiled(field), field))) return null;
  // X4: elsewhere only such values are dropped; a field without values asks nothing, an entry without fields
  // too.
  return lists.map((entries) => entries.map((fields) => fields.map(compiled).filter(isUsed)));
}

function isUsed({ values, notValues }: Field): boolean {
  return isAsked(values) || isAsked(notValues); // F4, F5
}

/**
 * X1, X4: the values that this chain can be given; a TCP chain none of a request, and none that nobody can
 * read.
 */
function compiledField(field: Field, chain: Call['chain']): Field {
  const { values, notValues, matchesAny, httpOnly } = field;
  const parse = PARSED.get(matchesAny);
  if (parse === undefined) return chain === 'tcp' && httpOnly ? { ...field, ...NONE } : field;
  const readable = (value: string) => parse(value) !== null;
  return { ...field, values: values?.filter(readable), notValues: notValues?.filter(readable) };
}

function isShorter(compiled: Field, { values = [], notValues = [] }: Field): boolean {
  return (
    (compiled.values?.length ?? 0) < values.length || (compiled.notValues?.length ?? 0) < notValues.length
  );
}

const NONE = { values: undefined, notValues: undefined };

const PARSED = new Map<Field['matchesAny'], (value: string) => unknown>([
  [sourceIp, parseIpBlock],
  [remoteIp, parseIpBlock],
  [destinationIp, parseIpBlock],
  [ports, parsePort],
  [unreadable, () => null],
]);
