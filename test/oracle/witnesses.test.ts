import { expect, it } from 'vitest';
import { comparePolicies } from '../../src/core/compare/compare-policies.ts';
import { asEnforced } from '../../src/core/evaluate/as-enforced.ts';
import { callOfFlow } from '../../src/core/evaluate/call-of-flow.ts';
import { evaluate } from '../../src/core/evaluate/evaluate.ts';
import type { EnforcementPoint } from '../../src/core/model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../../src/core/model/policy.ts';
import { validatePolicy } from '../../src/core/validate/validate-policy.ts';
import { judge } from '../support/oracle/ask-oracle.ts';
import { editedPolicies } from '../support/oracle/edit-policies.ts';
import { flowOfCall } from '../support/oracle/flow-of-call.ts';
import { judgeLine } from '../support/oracle/judge-line.ts';
import { createRandom, oracleSeed, type Random } from '../support/oracle/random.ts';
import { randomFlow } from '../support/oracle/random-flow.ts';
import { randomPoint } from '../support/oracle/random-point.ts';
import { randomPolicies } from '../support/oracle/random-policy.ts';

const PAIRS = 400;
const FLOWS = 60;
const seed = oracleSeed();

it(`Envoy judges every witness of a difference as compare says (ORACLE_SEED=${seed})`, async () => {
  const random = createRandom(seed);
  const pairs = Array.from({ length: PAIRS }, () => randomPair(random));
  const witnesses = pairs.flatMap(({ point, from, to }, pair) =>
    comparePolicies(from, to, point).differences.map((difference, index) => ({
      id: `${pair}-${index}`,
      point,
      from,
      to,
      difference,
    })),
  );
  const lines = (side: 'from' | 'to') =>
    witnesses.map(({ id, point, difference, ...sets }) =>
      judgeLine(id, asEnforced(sets[side]), point, flowOfCall(difference.witness)),
    );
  const judged = await judge([...lines('from'), ...lines('to')]);

  const wrong = witnesses.flatMap((witness, index) => {
    const { difference } = witness;
    const there = [judged[index]!, judged[witnesses.length + index]!];
    const here = [difference.from, difference.to];
    const differ = here.some(({ verdict, by }, side) => {
      const answer = there[side]!;
      return verdict !== answer.verdict || JSON.stringify(by) !== JSON.stringify(answer.by);
    });
    return differ ? [`${JSON.stringify(there)}: ${JSON.stringify(witness)}`] : [];
  });
  process.stdout.write(`seed ${seed}: ${witnesses.length} witnesses of ${PAIRS} pairs\n`);
  expect(wrong.slice(0, 3), `${wrong.length} of ${witnesses.length} witnesses`).toEqual([]);
  expect(witnesses.length).toBeGreaterThanOrEqual(500);
});

it(`compare misses no difference that a flow shows (ORACLE_SEED=${seed})`, () => {
  const random = createRandom(seed);
  let shown = 0;
  const missed = Array.from({ length: PAIRS }, () => randomPair(random)).flatMap(({ point, from, to }) => {
    const { differences, undecided } = comparePolicies(from, to, point);
    if (undecided.length > 0) return [];
    const changes = new Set(differences.map(({ change }) => change));
    return Array.from({ length: FLOWS }, () => randomFlow(random, [...from, ...to], point)).flatMap(
      (flow) => {
        const call = callOfFlow(flow, point.mesh, 'absent');
        if (call === null) return [];
        const [before, after] = [from, to].map((set) => evaluate(asEnforced(set), point, call).verdict);
        if (before === after) return [];
        shown += 1;
        const change = after === 'deny' ? 'newly-denied' : 'newly-allowed';
        return changes.has(change) ? [] : [`${change}: ${JSON.stringify({ point, from, to, flow })}`];
      },
    );
  });
  process.stdout.write(`seed ${seed}: ${shown} flows showed a difference\n`);
  expect(missed.slice(0, 3), `${missed.length} missed`).toEqual([]);
  expect(shown).toBeGreaterThan(500);
});

interface Pair {
  readonly point: EnforcementPoint;
  readonly from: AuthorizationPolicy[];
  readonly to: AuthorizationPolicy[];
}

/** Two sets of which one is the other after an edit; what an external service says isn't decided. */
function randomPair(random: Random): Pair {
  for (;;) {
    const point = randomPoint(random);
    const from = randomPolicies(random, point);
    const to = editedPolicies(random, from, point);
    const all = [...from, ...to];
    if (all.every((policy) => policy.spec.action !== 'CUSTOM' && validatePolicy(policy).length === 0))
      return { point, from, to };
  }
}
