import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Labels } from '../model/workload.ts';

/** More pairs of selectors than these are not looked at: then each selector is taken by itself. */
const MOST_PAIRS = 500;

/**
 * Label sets that make different policies attach: none, those of each selector, and those of each two that one pod
 * can have.
 */
export function selectorsOf(policies: readonly AuthorizationPolicy[]): Labels[] {
  const sets = new Map<string, Labels>([['', {}]]);
  for (const { spec } of policies) add(sets, spec.selector?.matchLabels ?? {});
  const single = [...sets.values()];
  const pairs = new Map(sets);
  for (const [index, one] of single.entries()) {
    for (const other of single.slice(index + 1)) {
      if (!contradict(one, other)) add(pairs, { ...one, ...other });
      if (pairs.size - sets.size > MOST_PAIRS) return sorted(sets);
    }
  }
  return sorted(pairs);
}

function add(sets: Map<string, Labels>, labels: Labels): void {
  const key = keyOf(labels);
  if (!sets.has(key)) sets.set(key, labels);
}

function sorted(sets: ReadonlyMap<string, Labels>): Labels[] {
  return [...sets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, labels]) => labels);
}

function keyOf(labels: Labels): string {
  const entries = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, value]) => `${key}=${value}`).join();
}

function contradict(a: Labels, b: Labels): boolean {
  return Object.entries(a).some(([key, value]) => b[key] !== undefined && b[key] !== value);
}
