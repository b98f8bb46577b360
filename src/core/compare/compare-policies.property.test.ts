import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsOf, type Pair, pairs } from '../../../test/support/compare-arbitraries.ts';
import { bruteForce, pairKey } from '../../../test/support/compare-brute-force.ts';
import { completeCalls, points, policySets } from '../../../test/support/policy-arbitraries.ts';
import { asEnforced } from '../evaluate/as-enforced.ts';
import type { Call } from '../evaluate/call.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { normalizePath } from '../evaluate/normalize-path.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import { compareWords } from './char-set.ts';
import { compareCalls } from './compare-calls.ts';
import { type Comparison, comparePolicies, type Difference } from './compare-policies.ts';

type Sets = Pick<Pair, 'from' | 'to' | 'point'>;

function compared({ from, to, point }: Sets): Comparison {
  const comparison = comparePolicies(from, to, point);
  expect(comparison.undecided.filter((text) => /not confirmed|stopped/.test(text))).toEqual([]);
  return comparison;
}

/** Every difference found by trying calls is reported. */
function expectComplete(sets: Sets, { differences }: Comparison, calls: readonly Call[]): void {
  const told = new Set(differences.map(pairKey));
  const tried = bruteForce(asEnforced(sets.from), asEnforced(sets.to), sets.point, calls);
  for (const [key, { call }] of tried)
    expect(told.has(key) ? '' : `${key} at ${JSON.stringify(call)}`).toBe('');
}

/** Kinds of conditions that the order of calls knows nothing of. */
const UNORDERED = new Set(
  'hosts authority methods methodHeader pathHeader queriedPaths header joined remoteIpBlocks'.split(' '),
);

function swapped({ change, from, to, ...rest }: Difference): Difference {
  return {
    ...rest,
    change: change === 'newly-denied' ? 'newly-allowed' : 'newly-denied',
    from: to,
    to: from,
  };
}

function sorted(differences: readonly Difference[]): string[] {
  return differences.map((one) => JSON.stringify([pairKey(one), one.witness])).sort();
}

/** Comparison is about calls that reach the rules as they are. */
function stays({ path }: Call, { mesh }: EnforcementPoint): boolean {
  return typeof path !== 'string' || normalizePath(path, mesh.pathNormalization)?.path === path;
}

describe('comparePolicies, of 5000 pairs of small sets', () => {
  it('finds all that brute force finds', () => {
    let [equal, different] = [0, 0];
    fc.assert(
      fc.property(pairs, (pair) => {
        const comparison = compared(pair);
        if (comparison.differences.length > 0) different++;
        else if (comparison.undecided.length === 0) equal++;
        expectComplete(pair, comparison, callsOf(pair));
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(equal, different)).toBeGreaterThan(1000);
  }, 120_000);

  it('tells a set and itself alike, and swaps its lists with its sides', () => {
    fc.assert(
      fc.property(pairs, ({ from, to, point }) => {
        expect(comparePolicies(from, from, point)).toEqual({ differences: [], undecided: [] });
        const there = comparePolicies(from, to, point);
        const back = comparePolicies(to, from, point);
        expect(sorted(back.differences.map(swapped))).toEqual(sorted(there.differences));
        expect(back.undecided.length).toBe(there.undecided.length);
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  it('gives the smallest witness', () => {
    let smaller = 0;
    fc.assert(
      fc.property(pairs, (pair) => {
        fc.pre(pair.names.every((name) => !UNORDERED.has(name)));
        const { differences } = compared(pair);
        for (const call of callsOf(pair)) {
          const [tried] = bruteForce(pair.from, pair.to, pair.point, [call]);
          const same = differences.find(
            (one) => pairKey(one) === tried?.[0] && one.witness.chain === call.chain,
          );
          if (same === undefined) continue;
          const { witness } = same;
          const order =
            compareCalls(witness, call, pair.point.mesh) || compareWords(witness.path ?? '', call.path ?? '');
          expect(order <= 0 ? '' : `${JSON.stringify(call)} is smaller than ${JSON.stringify(witness)}`).toBe(
            '',
          );
          if (order < 0) smaller++;
        }
      }),
      { numRuns: 200 },
    );
    expect(smaller).toBeGreaterThan(50);
  }, 60_000);

  it('does so with all kinds of conditions at once, on all planes', () => {
    const calls = fc.array(completeCalls, { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(policySets, policySets, points, calls, (from, to, point, some) => {
        const sets = { from, to, point };
        const comparison = compared(sets);
        for (const { change, witness, ...sides } of comparison.differences) {
          expect(evaluate(asEnforced(from), point, witness)).toEqual(sides.from);
          expect(evaluate(asEnforced(to), point, witness)).toEqual(sides.to);
          expect(change === 'newly-denied' ? sides.to.verdict : sides.from.verdict).toBe('deny');
          expect(stays(witness, point)).toBe(true);
        }
        const real = some.filter(
          (call) => stays(call, point) && (point.plane !== 'ztunnel' || call.chain === 'tcp'),
        );
        expectComplete(sets, comparison, real);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});
