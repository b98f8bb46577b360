import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { compareChain } from './compare-chain.ts';
import type { Difference } from './comparison.ts';
import { enforcedAt } from './side.ts';

const BOUND = 20_000_000;

/**
 * Is every call that the narrow set allows at the point allowed by the wide one, too? null = yes; else a call that
 * isn't (as from the wide set to the narrow one: newly allowed), or `undecided` where tokens, external services or
 * the bound stand in the way.
 */
export function neverAllowsMore(
  narrow: readonly AuthorizationPolicy[],
  wide: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
  bound: number = BOUND,
): Difference | null | 'undecided' {
  const [before, after] = [enforcedAt(wide, point), enforcedAt(narrow, point)];
  const ask = { only: 'newly-allowed' as const, bound, budget: { left: bound } };
  let undecided = false;
  for (const chain of ['http', 'tcp'] as const) {
    if (chain === 'http' && point.plane === 'ztunnel') continue;
    const comparison = compareChain(before, after, point, chain, ask);
    const [first] = comparison.differences;
    if (first !== undefined) return first;
    undecided ||= comparison.undecided.length > 0;
  }
  return undecided ? 'undecided' : null;
}
