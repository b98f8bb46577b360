import type { AllowPolicy, Rule } from '../model/policy.ts';

export interface Limits {
  readonly rules: number;
  readonly values: number;
  /** Of the object as JSON. */
  readonly bytes: number;
}

/**
 * Our own (L5), far below what the API server takes (512 rules): the policy is copied into every filter chain
 * of the proxy (L4).
 */
export const LIMITS: Limits = { rules: 100, values: 1000, bytes: 100 * 1024 };

/** In what the object is too large; null = it isn't. */
export function excessOf(policy: AllowPolicy, limits: Limits = LIMITS): string | null {
  const { rules } = policy.spec;
  if (rules.length > limits.rules) return `${rules.length} rules, more than ${limits.rules}`;
  const values = rules.reduce((sum, rule) => sum + valuesIn(rule), 0);
  if (values > limits.values) return `${values} values, more than ${limits.values}`;
  const bytes = utf8Length(JSON.stringify(policy));
  return bytes > limits.bytes ? `${bytes} bytes, more than ${limits.bytes}` : null;
}

/** Principals, and all that the operations name. */
export function valuesIn({ from = [], to = [] }: Rule): number {
  const principals = from.map(({ source }) => source.principals?.length ?? 0);
  const named = to.map(
    ({ operation: { ports = [], methods = [], paths = [] } }) => ports.length + methods.length + paths.length,
  );
  return [...principals, ...named].reduce((sum, count) => sum + count, 0);
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
