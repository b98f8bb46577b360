import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OperationSpec, operationOf } from '../../../test/golden/recommend/operation-of.ts';
import { foldOperations } from '../aggregate/fold.ts';
import type { Call } from '../evaluate/call.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { Detail } from '../model/flow.ts';
import type { Operation } from '../model/operation.ts';
import { operationKey } from '../model/operation.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';
import type { Workload } from '../model/workload.ts';
import { recommend } from './recommend.ts';

const RUNS = { numRuns: 400 };
const workload: Workload = {
  key: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
  plane: 'sidecar',
  labels: { app: 'cart' },
  firstRecord: 0,
  lastRecord: 0,
  rollouts: [],
  inputs: ['als'],
};

const CALLERS = ['td/ns/a/sa/x', 'td/ns/a/sa/y', 'td/ns/a/sa/xy', 'td2/ns/a/sa/x', 'plaintext'];
const PATHS = ['/', '/a', '/a/', '/a/b', '/a/{*}', '/{*}/b', '/{*}'];
const spec: fc.Arbitrary<OperationSpec> = fc.record({
  from: fc.constantFrom(...CALLERS),
  port: fc.constantFrom(80, 8080, 9090),
  tcp: fc.boolean(),
  method: fc.constantFrom('GET', 'PUT', 'get'),
  path: fc.constantFrom(...PATHS),
  ok: fc.constantFrom(0, 1, 5),
  reporter: fc.constantFrom('destination', 'destination', 'source'),
});
const operationsOf = fc.array(spec, { minLength: 1, maxLength: 14 }).map((specs) => {
  const operations = specs.map((one, seq) => {
    const literal = one.path?.replaceAll('{*}', 'q7') ?? null;
    return operationOf({ ...one, literals: literal === one.path ? [] : [literal ?? ''] }, seq);
  });
  return [...new Map(operations.map((one) => [operationKey(one), one])).values()];
});
const detailOf = fc.constantFrom<Detail>('callers', 'methods', 'paths');
const callOf: fc.Arbitrary<Call> = fc.record({
  chain: fc.constantFrom('http', 'tcp'),
  principal: fc.constantFrom<Principal | null>(...(CALLERS.slice(0, 4) as Principal[]), 'td/ns/b/sa/x', null),
  port: fc.constantFrom(80, 8080, 9090, 8081),
  method: fc.constantFrom('GET', 'PUT', 'get', 'DELETE'),
  path: fc.constantFrom('/', '/a', '/a/', '/a/b', '/a/z', '/z/b', '/z', '/z/z', '/[', '/a/b/c'),
});

function policyOf(operations: readonly Operation[], detail: Detail): AuthorizationPolicy | null {
  const selector = { kind: 'known', matchLabels: { app: 'cart' }, verified: true, findings: [] } as const;
  const { policy, withheld } = recommend({ workload, selector, operations, detail });
  if (policy === null)
    expect(['no-evidence', 'no-verified-caller', 'source-only']).toContain(withheld?.reason);
  return policy;
}

function isAllowed(policy: AuthorizationPolicy, call: Call): boolean {
  return evaluate([policy], call).verdict === 'allow';
}

/** Calls that were seen to succeed, by callers that a rule may name. */
function seenCalls(operations: readonly Operation[]): Call[] {
  return operations
    .filter(
      ({ reporter, counts, caller }) =>
        reporter === 'destination' && counts.ok > 0 && caller.principal !== null,
    )
    .map(({ caller, port, protocol, method, path, literals }) => ({
      chain: protocol,
      principal: caller.principal,
      port,
      method,
      path: literals[0] ?? path,
    }));
}

describe('every recommended policy', () => {
  it('allows all that is evidence of a verified caller', () => {
    fc.assert(
      fc.property(operationsOf, detailOf, (operations, detail) => {
        const policy = policyOf(operations, detail);
        const denied = seenCalls(operations).filter((call) => policy === null || !isAllowed(policy, call));
        expect(denied).toEqual([]);
      }),
      RUNS,
    );
  });

  it('needs each of its rules, and each caller in them', () => {
    fc.assert(
      fc.property(operationsOf, detailOf, (operations, detail) => {
        const policy = policyOf(operations, detail);
        fc.pre(policy !== null);
        const seen = seenCalls(operations);
        for (const less of withoutOne(policy)) {
          expect(seen.filter((call) => !isAllowed(less, call))).not.toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('names the evidence of each rule, all of it and once', () => {
    fc.assert(
      fc.property(operationsOf, detailOf, (some, detail) => {
        const operations = foldOperations(some);
        const selector = {
          kind: 'known',
          matchLabels: { app: 'cart' },
          verified: true,
          findings: [],
        } as const;
        const { policy, evidence } = recommend({ workload, selector, operations, detail });
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
      fc.property(operationsOf, detailOf, callOf, (operations, detail, call) => {
        const policy = policyOf(operations, detail);
        fc.pre(policy !== null);
        const seen = seenCalls(operations);
        const known = seen.some(({ principal, port }) => principal === call.principal && port === call.port);
        expect(known || !isAllowed(policy, call)).toBe(true);
      }),
      RUNS,
    );
  });

  it('is the same bytes for the same operations in any order', () => {
    const shuffled = operationsOf.chain((operations) =>
      fc.tuple(
        fc.constant(operations),
        fc.shuffledSubarray(operations, { minLength: operations.length, maxLength: operations.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, detailOf, ([operations, other], detail) => {
        const selector = {
          kind: 'known',
          matchLabels: { app: 'cart' },
          verified: true,
          findings: [],
        } as const;
        const bytes = (some: readonly Operation[]) =>
          JSON.stringify(recommend({ workload, selector, operations: some, detail }));
        expect(bytes(other)).toBe(bytes(operations));
      }),
      RUNS,
    );
  });

  it('never allows at a finer detail what a coarser one denies', () => {
    fc.assert(
      fc.property(operationsOf, fc.array(callOf, { minLength: 20, maxLength: 20 }), (operations, calls) => {
        const [callers, methods, paths] = (['callers', 'methods', 'paths'] as const).map((detail) =>
          policyOf(operations, detail),
        );
        fc.pre(callers != null && methods != null && paths != null);
        for (const call of calls) {
          expect(!isAllowed(paths, call) || isAllowed(methods, call)).toBe(true);
          expect(!isAllowed(methods, call) || isAllowed(callers, call)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('only grows with more evidence', () => {
    const calls = fc.array(callOf, { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(operationsOf, fc.nat(13), detailOf, calls, (operations, cut, detail, some) => {
        const before = policyOf(operations.slice(0, cut), detail);
        const after = policyOf(operations, detail);
        fc.pre(before !== null && after !== null);
        expect(some.filter((call) => isAllowed(before, call) && !isAllowed(after, call))).toEqual([]);
      }),
      RUNS,
    );
  });
});

/** The policy without one rule, and without one caller of one rule. */
function withoutOne(policy: AuthorizationPolicy): AuthorizationPolicy[] {
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
