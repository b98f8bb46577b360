import type { Detail } from '../model/flow.ts';
import type { Principal } from '../model/principal.ts';
import type { SizeLimits } from '../validate/size-limits.ts';
import type { VerifiedOperation } from './evidence.ts';
import { coarserThan, detailIn, type Folded, NOBODY } from './folded.ts';
import { valuesIn } from './limits.ts';
import type { Grant, Group } from './permission.ts';
import { grantsOf } from './permissions.ts';
import { rulesOf } from './rules.ts';
import type { Steps } from './steps.ts';

/**
 * Who to fold, in the order to be tried: nobody; then, detail by detail, the callers that cost most, until
 * all are at the coarsest. A step folds all that cost more than a share. The first share is what each could
 * have if the values were dealt out evenly, so that a caller that grows unfolds no other; then half of it,
 * and so on.
 */
export function* foldings(
  evidence: readonly VerifiedOperation[],
  asked: Detail,
  steps: Steps,
  limits: SizeLimits,
): Generator<Folded> {
  yield NOBODY;
  let folded = NOBODY;
  let detail = asked;
  for (let to = coarserThan(detail); to !== null; detail = to, to = coarserThan(to)) {
    const fold = (callers: readonly Principal[]): Folded =>
      new Map([...folded, ...callers.map((principal) => [principal, to!] as const)]);
    const grants = grantsOf(evidence, detailIn(folded, asked), steps);
    const all = fold(grants.filter(isHttp).map(({ principal }) => principal));
    const before = costByCaller(grants);
    const after = costByCaller(grantsOf(evidence, detailIn(all, asked), steps));
    const groups = steps.group(grants);
    const foldable = groups.filter(isHttp).map(({ principals }) => {
      return { principals, saved: (before.get(principals[0]!) ?? 0) - (after.get(principals[0]!) ?? 0) };
    });
    const saved = foldable.map((group) => group.saved);
    let count = 0;
    for (const share of shares(saved, limits.values - sizeOf(groups) + sum(saved))) {
      const costly = foldable.filter((group) => share === 0 || group.saved > share);
      if (costly.length > count) yield fold(costly.flatMap(({ principals }) => principals));
      count = costly.length;
    }
    folded = all;
  }
}

function isHttp({ kind }: Pick<Grant, 'kind'>): boolean {
  return kind === 'http';
}

/** Values in all operations of a caller's rules. */
function costByCaller(grants: readonly Grant[]): Map<Principal, number> {
  const costs = new Map<Principal, number>();
  for (const { principal, ...grant } of grants) {
    costs.set(principal, (costs.get(principal) ?? 0) + sizeOf([{ ...grant, principals: [] }]));
  }
  return costs;
}

function sizeOf(groups: readonly Group[]): number {
  return sum(rulesOf(groups).map(valuesIn));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** Falling, down to none. */
function* shares(costs: readonly number[], total: number): Generator<number> {
  let share = evenShare(costs, total);
  for (yield share; share > 0; yield share) share = Math.floor(share / 2);
}

/** The most that each may have, so that the sum of what they take of it stays within the total. */
export function evenShare(costs: readonly number[], total: number): number {
  let left = Math.max(0, total);
  const rising = costs.toSorted((a, b) => a - b);
  for (const [at, cost] of rising.entries()) {
    const share = Math.floor(left / (rising.length - at));
    if (cost > share) return share;
    left -= cost;
  }
  return rising.at(-1) ?? 0;
}
