import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowedBy,
  arbitraryCall,
  arbitraryDetail,
  arbitraryOperations,
  BY_APP,
  CART,
  RUNS,
  seenCalls,
  shuffled,
} from '../../../test/golden/recommend/arbitrary-operations.ts';
import { foldOperations } from '../aggregate/fold.ts';
import { comparePolicies } from '../compare/compare-policies.ts';
import type { Detail } from '../model/flow.ts';
import type { Operation } from '../model/operation.ts';
import type { AllowPolicy } from '../model/policy.ts';
import { proofPoint } from './proof-point.ts';
import { recommend } from './recommend.ts';
import { DEFAULT_MESH } from './recommend-input.ts';

function recommended(operations: readonly Operation[], detail: Detail) {
  return recommend({ workload: CART, selector: BY_APP, operations, detail });
}

function policyOf(operations: readonly Operation[], detail: Detail): AllowPolicy | null {
  const { policy, withheld } = recommended(operations, detail);
  if (policy === null)
    expect(['no-evidence', 'no-verified-caller', 'source-only']).toContain(withheld?.reason);
  return policy;
}

describe('every recommended policy', () => {
  it('allows all that is evidence of a verified caller', () => {
    fc.assert(
      fc.property(arbitraryOperations, arbitraryDetail, (operations, detail) => {
        const policy = policyOf(operations, detail);
        const isAllowed = policy === null ? () => false : allowedBy(policy);
        expect(seenCalls(operations).filter((call) => !isAllowed(call))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('needs each of its rules, and each caller in them', () => {
    fc.assert(
      fc.property(arbitraryOperations, arbitraryDetail, (operations, detail) => {
        const policy = policyOf(operations, detail);
        fc.pre(policy !== null);
        const seen = seenCalls(operations);
        for (const less of withoutOne(policy)) {
          const isAllowed = allowedBy(less);
          expect(seen.every(isAllowed)).toBe(false);
        }
      }),
      RUNS,
    );
  });

  it('names the evidence of each rule, all of it and once', () => {
    fc.assert(
      fc.property(arbitraryOperations, arbitraryDetail, (some, detail) => {
        const operations = foldOperations(some);
        const { policy, evidence } = recommended(operations, detail);
        fc.pre(policy !== null);
        expect(evidence.map(({ rule }) => rule)).toEqual([...policy.spec.rules.keys()]);
        const named = evidence.flatMap(({ edges }) => edges.flatMap(({ seqs }) => seqs));
        const seen = operations.filter((operation) => seenCalls([operation]).length > 0);
        const times = seen.map(({ seq }) => named.filter((one) => one === seq).length);
        expect(times).toEqual(seen.map(() => 1));
        expect(evidence.every(({ edges }) => edges.length > 0)).toBe(true);
      }),
      RUNS,
    );
  });

  it('denies strangers, anonymous callers and ports never seen', () => {
    fc.assert(
      fc.property(arbitraryOperations, arbitraryDetail, arbitraryCall, (operations, detail, call) => {
        const policy = policyOf(operations, detail);
        fc.pre(policy !== null);
        const seen = seenCalls(operations);
        const known = seen.some(({ principal, port }) => principal === call.principal && port === call.port);
        expect(known || !allowedBy(policy)(call)).toBe(true);
      }),
      RUNS,
    );
  });

  it('is the same bytes for the same operations in any order', () => {
    const inTwoOrders = arbitraryOperations.chain((operations) =>
      fc.tuple(fc.constant(operations), shuffled(operations)),
    );
    fc.assert(
      fc.property(inTwoOrders, arbitraryDetail, ([operations, other], detail) => {
        const bytes = (some: readonly Operation[]) => JSON.stringify(recommended(some, detail));
        expect(bytes(other)).toBe(bytes(operations));
      }),
      RUNS,
    );
  });

  it('never allows at a finer detail what a coarser one denies', () => {
    fc.assert(
      fc.property(
        arbitraryOperations,
        fc.array(arbitraryCall, { minLength: 20, maxLength: 20 }),
        (operations, calls) => {
          const [callers, methods, paths] = (['callers', 'methods', 'paths'] as const).map((detail) =>
            policyOf(operations, detail),
          );
          fc.pre(callers != null && methods != null && paths != null);
          const [byCallers, byMethods, byPaths] = [callers, methods, paths].map(allowedBy);
          expect(calls.filter((call) => byPaths!(call) && !byMethods!(call))).toEqual([]);
          expect(calls.filter((call) => byMethods!(call) && !byCallers!(call))).toEqual([]);
        },
      ),
      RUNS,
    );
  });

  it('never allows at a finer detail what a coarser one denies: decided, not sampled', () => {
    fc.assert(
      fc.property(arbitraryOperations, (operations) => {
        const policies = (['paths', 'methods', 'callers'] as const).flatMap(
          (detail) => policyOf(operations, detail) ?? [],
        );
        for (const [at, policy] of policies.slice(1).entries()) {
          const point = proofPoint(policy, 'sidecar', DEFAULT_MESH);
          const { differences, undecided } = comparePolicies([policies[at]!], [policy], point);
          expect(undecided).toEqual([]);
          expect(differences.filter(({ change }) => change === 'newly-denied')).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('Y6: only grows with more evidence', () => {
    const calls = fc.array(arbitraryCall, { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(
        arbitraryOperations,
        fc.nat(13),
        arbitraryDetail,
        calls,
        (operations, cut, detail, some) => {
          const before = policyOf(operations.slice(0, cut), detail);
          const after = policyOf(operations, detail);
          fc.pre(before !== null && after !== null);
          const still = allowedBy(after);
          expect(some.filter(allowedBy(before)).filter((call) => !still(call))).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});

/** The policy without one rule, and without one caller of one rule. */
function withoutOne(policy: AllowPolicy): AllowPolicy[] {
  const { rules } = policy.spec;
  const withRules = (less: typeof rules) => ({ ...policy, spec: { ...policy.spec, rules: less } });
  return rules.flatMap((rule, index) => {
    const principals = rule.from?.[0]?.source.principals ?? [];
    const to = rule.to ?? [];
    return [
      withRules(rules.toSpliced(index, 1)),
      ...(principals.length < 2 ? [] : principals).map((_, at) =>
        withRules(rules.with(index, { to, from: [{ source: { principals: principals.toSpliced(at, 1) } }] })),
      ),
    ];
  });
}
