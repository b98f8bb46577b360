import type { Labels } from '../model/workload.ts';

/** Y1: subset match, as a selector picks pods. */
export function selects(matchLabels: Labels, labels: Labels): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

/** A selector without labels selects everything (V5). */
export function isEmpty(labels: Labels): boolean {
  return Object.keys(labels).length === 0;
}

/** What all have in common, in key order; of none, nothing. */
export function commonLabels(all: readonly Labels[]): Labels {
  const [first = {}, ...rest] = all;
  return inKeyOrder(
    Object.entries(first).filter(([key, value]) => rest.every((labels) => labels[key] === value)),
  );
}

export function inKeyOrder(entries: readonly (readonly [string, string])[]): Labels {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** `a=1,b=2`, as kubectl writes a selector. */
export function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
