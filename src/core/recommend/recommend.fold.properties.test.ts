import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowedBy,
  arbitraryCall,
  arbitraryDetail,
  arbitraryOf,
  BY_APP,
  CART,
  RUNS,
  seenCalls,
  shuffled,
} from '../../../test/golden/recommend/arbitrary-operations.ts';
import type { Detail } from '../model/flow.ts';
import type { Operation } from '../model/operation.ts';
import { SIZE_LIMITS, type SizeLimits } from '../validate/size-limits.ts';
import { recommend } from './recommend.ts';

const operationsOf = arbitraryOf(24);
const limitsOf: fc.Arbitrary<SizeLimits> = fc.record({
  rules: fc.integer({ min: 1, max: 8 }),
  values: fc.integer({ min: 3, max: 30 }),
  bytes: fc.integer({ min: 500, max: 2500 }),
});
const finerDetail = fc.constantFrom<Detail>('paths', 'paths', 'methods');
const callsOf = fc.array(arbitraryCall, { minLength: 20, maxLength: 20 });

function recommended(operations: readonly Operation[], detail: Detail, limits: SizeLimits = SIZE_LIMITS) {
  return recommend({ workload: CART, selector: BY_APP, operations, detail }, undefined, limits);
}

/** Callers that the finding lists. */
function foldedIn({ findings }: ReturnType<typeof recommended>): Set<string | null> {
  const rows = findings.filter(({ id }) => id === 'folded-for-size').flatMap((finding) => finding.rows);
  return new Set(rows.map((row) => row.split(' ')[0]!));
}

describe('L5: a policy made to fit', () => {
  it('allows all that is evidence, and fits, or is withheld as too large', () => {
    let folded = 0;
    let withheld = 0;
    fc.assert(
      fc.property(operationsOf, finerDetail, limitsOf, (operations, detail, limits) => {
        const result = recommended(operations, detail, limits);
        const exact = recommended(operations, detail);
        if (exact.policy === null) return;
        if (result.policy === null) {
          withheld += 1;
          expect(result.withheld?.reason).toBe('too-large');
          return;
        }
        folded += foldedIn(result).size > 0 ? 1 : 0;
        expect(result.policy.spec.rules.length).toBeLessThanOrEqual(limits.rules);
        expect(JSON.stringify(result.policy).length).toBeLessThanOrEqual(limits.bytes);
        expect(seenCalls(operations).filter((call) => !allowedBy(result.policy!)(call))).toEqual([]);
      }),
      RUNS,
    );
    expect(folded).toBeGreaterThan(40);
    expect(withheld).toBeGreaterThan(40);
  });

  it('judges callers that are not folded as it would without a limit, and the others no wider than a coarser one', () => {
    fc.assert(
      fc.property(operationsOf, limitsOf, callsOf, (operations, limits, calls) => {
        const result = recommended(operations, 'paths', limits);
        const [exact, coarsest] = [recommended(operations, 'paths'), recommended(operations, 'callers')];
        fc.pre(result.policy !== null && exact.policy !== null && coarsest.policy !== null);
        const folded = foldedIn(result);
        const [now, unlimited, most] = [result.policy, exact.policy, coarsest.policy].map(allowedBy);
        for (const call of calls) {
          if (!folded.has(call.principal ?? null)) expect(now!(call)).toBe(unlimited!(call));
          expect(!now!(call) || most!(call)).toBe(true);
          expect(now!(call) || !unlimited!(call)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('is the same bytes for the same operations in any order', () => {
    const inTwoOrders = operationsOf.chain((operations) =>
      fc.tuple(fc.constant(operations), shuffled(operations)),
    );
    fc.assert(
      fc.property(inTwoOrders, arbitraryDetail, limitsOf, ([operations, other], detail, limits) => {
        const bytes = (some: readonly Operation[]) => JSON.stringify(recommended(some, detail, limits));
        expect(bytes(other)).toBe(bytes(operations));
      }),
      RUNS,
    );
  });

  it('never takes away what evidence had earned when more evidence comes', () => {
    fc.assert(
      fc.property(operationsOf, fc.nat(23), limitsOf, callsOf, (operations, cut, limits, calls) => {
        const before = recommended(operations.slice(0, cut), 'paths');
        const after = recommended(operations, 'paths', limits);
        fc.pre(before.policy !== null && after.policy !== null);
        const still = allowedBy(after.policy);
        expect(calls.filter(allowedBy(before.policy)).filter((call) => !still(call))).toEqual([]);
      }),
      RUNS,
    );
  });
});
