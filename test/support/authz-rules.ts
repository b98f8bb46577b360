import type { PolicyOperation, Rule, Source } from '../../src/core/model/policy.ts';

/** One source, and these operations. */
export function ruleOf(source: Source, ...operations: PolicyOperation[]): Rule {
  return { from: [{ source }], to: operations.map((operation) => ({ operation })) };
}

/** Any source that asks for one of these operations. */
export function toRule(...operations: PolicyOperation[]): Rule {
  return { to: operations.map((operation) => ({ operation })) };
}

export function when(key: string, values: readonly string[]): Rule {
  return { when: [{ key, values }] };
}

export function unless(key: string, notValues: readonly string[]): Rule {
  return { when: [{ key, notValues }] };
}
