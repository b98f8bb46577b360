import type { Condition, PolicyOperation, Rule, Source } from '../model/policy.ts';

type Lists = Readonly<Record<string, readonly string[] | undefined>>;

/** X1: what a TCP chain can't see. */
const HTTP_FIELDS = ['hosts', 'methods', 'paths', 'requestPrincipals'];

/** Fields with values, twins as their field: `paths` for `notPaths`. */
export function fieldsOf(entry: Source | PolicyOperation): string[] {
  return Object.entries(entry as Lists)
    .filter(([, values]) => values !== undefined && values.length > 0)
    .map(([field]) => (field.startsWith('not') ? `${field[3]?.toLowerCase()}${field.slice(4)}` : field));
}

export function httpFields(entry: Source | PolicyOperation): string[] {
  return fieldsOf(entry).filter((field) => HTTP_FIELDS.includes(field));
}

export function isHttpKey({ key }: Condition): boolean {
  return key.startsWith('request.');
}

export function hasHttp({ from = [], to = [], when = [] }: Rule): boolean {
  return (
    from.some(({ source }) => httpFields(source).length > 0) ||
    to.some(({ operation }) => httpFields(operation).length > 0) ||
    when.some(isHttpKey)
  );
}
