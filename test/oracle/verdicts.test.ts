import { expect, it } from 'vitest';
import { validatePolicy } from '../../src/core/validate/validate-policy.ts';
import { judge } from '../support/oracle/ask-oracle.ts';
import { disagreement } from '../support/oracle/disagreement.ts';
import { told } from '../support/oracle/failures.ts';
import { type JudgeLine, judgeLine } from '../support/oracle/judge-line.ts';
import { createRandom, oracleSeed } from '../support/oracle/random.ts';
import { randomFlow } from '../support/oracle/random-flow.ts';
import { randomPoint } from '../support/oracle/random-point.ts';
import { randomPolicies } from '../support/oracle/random-policy.ts';

const SETS = 1_900;
const FLOWS = 12;
const seed = oracleSeed();

it(`the evaluator judges as Istio's builder and Envoy do (ORACLE_SEED=${seed})`, async () => {
  const lines = randomLines(seed);
  const judged = await judge(lines);

  const wrong = lines.flatMap((line, index) => {
    const what = disagreement(line, judged[index]!);
    return what === null ? [] : [{ what: `${line.id}: ${what}`, about: line }];
  });
  const count = (verdict: string) => judged.filter((one) => one.verdict === verdict).length;
  const refused = judged.filter((one) => one.refused !== undefined).length;
  process.stdout.write(
    `seed ${seed}: ${count('allow')} allowed, ${count('deny')} denied, ${refused} refused\n`,
  );
  expect(told(wrong, 'verdicts', seed)).toEqual([]);
  expect(count('allow') + count('deny')).toBeGreaterThanOrEqual(20_000);
  expect(count('allow')).toBeGreaterThan(8_000);
  expect(count('deny')).toBeGreaterThan(8_000);
});

function randomLines(from: number): JudgeLine[] {
  const random = createRandom(from);
  return Array.from({ length: SETS }, (_, set) => {
    const point = randomPoint(random);
    // A set in which Istio would refuse a policy isn't asked about; that the two agree on it is another test.
    let policies = randomPolicies(random, point);
    while (policies.some((policy) => validatePolicy(policy).length > 0))
      policies = randomPolicies(random, point);
    return Array.from({ length: FLOWS }, (_, flow) =>
      judgeLine(`${set}-${flow}`, policies, point, randomFlow(random, policies, point)),
    );
  }).flat();
}
