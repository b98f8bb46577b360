import type { AuthorizationPolicy } from '../model/policy.ts';

/** The API server takes no more (L5). */
const HARD_RULES = 512;
/** Our own limits, far below (L5): the policy is copied into every filter chain of the proxy (L4). */
const MAX_RULES = 100;
const MAX_VALUES = 1000;
const MAX_BYTES = 100 * 1024;

/** In what the object is too large; null = it isn't. */
export function excessOf(policy: AuthorizationPolicy): string | null {
  const { rules } = policy.spec;
  if (rules.length > HARD_RULES) return `${rules.length} rules; Kubernetes takes ${HARD_RULES}`;
  if (rules.length > MAX_RULES) return `${rules.length} rules, more than ${MAX_RULES}`;
  const values = valuesOf(policy);
  if (values > MAX_VALUES) return `${values} values, more than ${MAX_VALUES}`;
  const bytes = utf8Length(JSON.stringify(policy));
  return bytes > MAX_BYTES ? `${bytes} bytes, more than ${MAX_BYTES}` : null;
}

function valuesOf({ spec }: AuthorizationPolicy): number {
  let values = 0;
  for (const { from = [], to = [] } of spec.rules) {
    for (const { source } of from) values += source.principals?.length ?? 0;
    for (const { operation } of to) {
      values += [operation.ports, operation.methods, operation.paths]
        .flat()
        .filter((v) => v !== undefined).length;
    }
  }
  return values;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
