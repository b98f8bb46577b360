import { beforeAll, expect, it } from 'vitest';
import {
  type Comparison,
  comparePolicies,
  type Difference,
} from '../../src/core/compare/compare-policies.ts';
import { asEnforced } from '../../src/core/evaluate/as-enforced.ts';
import type { Call } from '../../src/core/evaluate/call.ts';
import { callOfFlow } from '../../src/core/evaluate/call-of-flow.ts';
import { evaluate, type Verdict } from '../../src/core/evaluate/evaluate.ts';
import { judge } from '../support/oracle/ask-oracle.ts';
import { told } from '../support/oracle/failures.ts';
import { flowsOfCall } from '../support/oracle/flow-of-call.ts';
import { type Judged, judgeLine, type SentFlow } from '../support/oracle/judge-line.ts';
import { createRandom, oracleSeed } from '../support/oracle/random.ts';
import { randomFlow } from '../support/oracle/random-flow.ts';
import { type Pair, randomPair } from '../support/oracle/random-pair.ts';

const PAIRS = 600;
const FLOWS = 40;
/** Steps for a pair: with these all but one in ten are decided, in a fortieth of a second. */
const BOUND = 1_000_000;
/** Trust domain, namespace and account as SPIFFE and Kubernetes spell them. */
const IDENTITY = /^[a-z0-9._-]+\/ns\/[a-z0-9.-]+\/sa\/[a-z0-9.-]+$/;
const seed = oracleSeed();
const random = createRandom(seed);
const compared: (Pair & Comparison)[] = [];

beforeAll(() => {
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const { point, from, to } = randomPair(random);
    compared.push({ point, from, to, ...comparePolicies(from, to, point, BOUND) });
  }
});

it(`Envoy judges every witness of a difference as compare says (ORACLE_SEED=${seed})`, async () => {
  const all = compared.flatMap(({ differences, ...pair }) =>
    differences.map((difference) => ({ ...pair, difference })),
  );
  const witnesses = all.flatMap((one) => {
    const flow = sendable(one, one.difference);
    return flow === null ? [] : [{ ...one, flow }];
  });
  const lines = (side: 'from' | 'to') =>
    witnesses.map(({ point, flow, ...sets }, index) =>
      judgeLine(String(index), asEnforced(sets[side]), point, flow),
    );
  const judged = await judge([...lines('from'), ...lines('to')]);

  const wrong = witnesses.flatMap((witness, index) => {
    const { difference } = witness;
    const here = textOf([difference.from, difference.to]);
    const answers = [judged[index]!, judged[witnesses.length + index]!];
    const there = textOf(answers);
    return here === there ? [] : [{ what: `${here}, not ${there}`, about: witness }];
  });
  process.stdout.write(`seed ${seed}: ${witnesses.length} witnesses of ${PAIRS} pairs\n`);
  expect(told(wrong, 'witnesses', seed)).toEqual([]);
  expect(witnesses.length).toBeGreaterThanOrEqual(500);
  expect(all.length - witnesses.length, 'witnesses that no client can send').toBeLessThan(all.length / 50);
});

it(`compare misses no difference that a flow shows (ORACLE_SEED=${seed})`, () => {
  let shown = 0;
  const decided = compared.filter(({ undecided }) => undecided.length === 0);
  const missed = decided.flatMap(({ point, from, to, differences }) => {
    const changes = new Set<string>(differences.map(({ change }) => change));
    const flows = Array.from({ length: FLOWS }, () => randomFlow(random, [...from, ...to], point));
    return flows.flatMap((flow) => {
      const call = callOfFlow(flow, point.mesh, 'absent');
      if (call === null || !isUsual(call)) return [];
      const [before, after] = [from, to].map((set) => evaluate(asEnforced(set), point, call).verdict);
      if (before === after) return [];
      shown += 1;
      const change = after === 'deny' ? 'newly-denied' : 'newly-allowed';
      return changes.has(change) ? [] : [{ what: change, about: { point, from, to, flow } }];
    });
  });
  process.stdout.write(`seed ${seed}: ${decided.length} pairs decided, ${shown} flows showed a difference\n`);
  expect(told(missed, 'missed', seed)).toEqual([]);
  expect(decided.length).toBeGreaterThan(PAIRS * 0.7);
  expect(shown).toBeGreaterThan(500);
});

function textOf(answers: readonly (Verdict | Judged)[]): string {
  return answers
    .map((answer) => {
      const by = answer.by === null ? 'no rule' : `${answer.by.policy} rule ${answer.by.rule}`;
      return 'error' in answer ? answer.error : `${answer.verdict} by ${by}`;
    })
    .join(', then ');
}

/** null = the addresses that the rules ask for are of two families. */
function sendable({ point, from, to }: Pair, difference: Difference): SentFlow | null {
  const flows = flowsOfCall(difference.witness);
  const isMeant = (flow: SentFlow) => {
    const call = callOfFlow(flow, point.mesh, 'absent');
    if (call === null) return false;
    const found = [from, to].map((set) => evaluate(asEnforced(set), point, call));
    return textOf(found) === textOf([difference.from, difference.to]);
  };
  return flows.length === 1 ? flows[0]! : (flows.find(isMeant) ?? null);
}

/** What compare's alphabets have: identities as Istio issues them, visible ASCII in paths. */
function isUsual({ principal, path }: Call): boolean {
  return (principal == null || IDENTITY.test(principal)) && (path == null || /^[!-~]*$/.test(path));
}
