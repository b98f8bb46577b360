import type { AllowPolicy, Rule } from '../model/policy.ts';
import { SIZE_LIMITS, type SizeLimits } from '../validate/size-limits.ts';
import { utf8Bytes } from '../validate/utf8-bytes.ts';

/** In what the object is too large; null = it isn't. */
export function excessOf(policy: AllowPolicy, limits: SizeLimits = SIZE_LIMITS): string | null {
  const { rules } = policy.spec;
  if (rules.length > limits.rules) return `${rules.length} rules, more than ${limits.rules}`;
  const values = rules.reduce((sum, rule) => sum + valuesIn(rule), 0);
  if (values > limits.values) return `${values} values, more than ${limits.values}`;
  const bytes = utf8Bytes(JSON.stringify(policy));
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
