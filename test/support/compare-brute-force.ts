import type { Change } from '../../src/core/compare/compare-policies.ts';
import type { Call } from '../../src/core/evaluate/call.ts';
import { compile } from '../../src/core/evaluate/compile.ts';
import type { Verdict } from '../../src/core/evaluate/evaluate.ts';
import type { EnforcementPoint } from '../../src/core/model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../../src/core/model/policy.ts';

/** A call that was tried and that the two sets judge differently. */
export interface Tried {
  readonly change: Change;
  readonly call: Call;
  readonly from: Verdict;
  readonly to: Verdict;
}

/** Judges every call with both sets: the first for each change, chain and pair of deciding rules. */
export function bruteForce(
  from: readonly AuthorizationPolicy[],
  to: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
  calls: readonly Call[],
): Map<string, Tried> {
  const found = new Map<string, Tried>();
  const [judgeBefore, judgeAfter] = [compile(from, point), compile(to, point)];
  for (const call of calls) {
    const [before, after] = [judgeBefore(call), judgeAfter(call)];
    if (before.verdict === after.verdict || before.verdict === 'unknown' || after.verdict === 'unknown')
      continue;
    const tried: Tried = {
      change: after.verdict === 'deny' ? 'newly-denied' : 'newly-allowed',
      call,
      from: before,
      to: after,
    };
    const key = pairKey(tried);
    if (!found.has(key)) found.set(key, tried);
  }
  return found;
}

export function pairKey({ change, from, to }: Pick<Tried, 'change' | 'from' | 'to'>): string {
  return `${change} ${JSON.stringify(from.by)} ${JSON.stringify(to.by)}`;
}
