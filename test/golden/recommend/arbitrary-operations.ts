import fc from 'fast-check';
import type { Call } from '../../../src/core/evaluate/call.ts';
import { compile } from '../../../src/core/evaluate/compile.ts';
import type { Detail } from '../../../src/core/model/flow.ts';
import { type Operation, operationKey } from '../../../src/core/model/operation.ts';
import type { AllowPolicy } from '../../../src/core/model/policy.ts';
import type { Principal } from '../../../src/core/model/principal.ts';
import type { Workload } from '../../../src/core/model/workload.ts';
import { proofPoint } from '../../../src/core/recommend/proof-point.ts';
import { DEFAULT_MESH } from '../../../src/core/recommend/recommend-input.ts';
import type { Selector } from '../../../src/core/recommend/selector.ts';
import { type OperationSpec, operationOf } from './operation-of.ts';

export const RUNS = { numRuns: 1000 };

export const CART: Workload = {
  key: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
  plane: 'sidecar',
  labels: { app: 'cart' },
  firstRecord: 0,
  lastRecord: 0,
  rollouts: [],
  inputs: ['als'],
};
export const BY_APP: Selector = {
  kind: 'known',
  matchLabels: { app: 'cart' },
  verified: true,
  findings: [],
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

export const arbitraryDetail = fc.constantFrom<Detail>('callers', 'methods', 'paths');

/** Of a handful of callers, ports, methods and paths, no two of one key. */
export const arbitraryOperations = arbitraryOf(14);

export function arbitraryOf(maxLength: number): fc.Arbitrary<Operation[]> {
  return fc.array(spec, { minLength: 1, maxLength }).map((specs) => {
    const operations = specs.map((one, seq) => {
      const literal = one.path?.replaceAll('{*}', 'q7') ?? null;
      return operationOf({ ...one, literals: literal === one.path ? [] : [literal ?? ''] }, seq);
    });
    return [...new Map(operations.map((one) => [operationKey(one), one])).values()];
  });
}

/** Of those, and some that were never seen. */
export const arbitraryCall: fc.Arbitrary<Call> = fc.record({
  chain: fc.constantFrom('http', 'tcp'),
  principal: fc.constantFrom<Principal | null>(...(CALLERS.slice(0, 4) as Principal[]), 'td/ns/b/sa/x', null),
  port: fc.constantFrom(80, 8080, 9090, 8081),
  method: fc.constantFrom('GET', 'PUT', 'get', 'DELETE'),
  path: fc.constantFrom('/', '/a', '/a/', '/a/b', '/a/z', '/z/b', '/z', '/z/z', '/[', '/a/b/c'),
});

export function shuffled(operations: readonly Operation[]): fc.Arbitrary<Operation[]> {
  const { length } = operations;
  return fc.shuffledSubarray([...operations], { minLength: length, maxLength: length });
}

/** Calls that were seen to succeed, by callers that a rule may name. */
export function seenCalls(operations: readonly Operation[]): Call[] {
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

/** What a proxy that the policy selects lets in. */
export function allowedBy(policy: AllowPolicy): (call: Call) => boolean {
  const judge = compile([policy], proofPoint(policy, 'sidecar', DEFAULT_MESH));
  return (call) => judge(call).verdict === 'allow';
}
