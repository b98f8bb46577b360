import { beforeAll, expect, it } from 'vitest';
import { lintPolicy } from '../../src/core/validate/lint-policy.ts';
import { validatePolicy } from '../../src/core/validate/validate-policy.ts';
import { judge, validate } from '../support/oracle/ask-oracle.ts';
import { judgeLine } from '../support/oracle/judge-line.ts';
import { flowOfNear, isListed, type NearCall, neighbours } from '../support/oracle/neighbours.ts';
import { type Recommended, recommendedFrom } from '../support/oracle/recommended.ts';
import { recordedInputs } from '../support/oracle/recorded-inputs.ts';

const recommended: Recommended[] = [];

beforeAll(async () => {
  for (const input of recordedInputs()) recommended.push(...(await recommendedFrom(input)));
});

it('there is a policy of every detail, from captures, logs and the demo', () => {
  const of = (part: string) => recommended.filter(({ name }) => name.includes(part)).length;
  process.stdout.write(`${recommended.length} recommendations\n`);
  expect(Math.min(of(' callers'), of(' methods'), of(' paths'))).toBeGreaterThan(30);
  expect(of('demo')).toBeGreaterThan(10);
});

it("Istio's webhook and CRD accept every one, draft or not, and lint finds nothing critical", async () => {
  const policies = recommended.flatMap(({ policy, draft }) => [policy, draft]);
  const answers = await validate(policies.map((policy, index) => ({ id: String(index), policy })));
  const refused = answers.filter(({ webhook, crd }) => !webhook.accept || !crd.accept);
  expect(refused).toEqual([]);
  expect(policies.flatMap((policy) => validatePolicy(policy))).toEqual([]);
  const critical = recommended.flatMap(({ name, policy, point: { mesh, plane } }) =>
    lintPolicy(policy, { mesh, plane })
      .filter(({ severity }) => severity === 'critical')
      .map(({ id }) => `${name}: ${id}`),
  );
  expect(critical).toEqual([]);
});

it('Envoy lets in all that was seen of verified callers', async () => {
  const asked = recommended.flatMap((one) => one.seen.map((call) => ({ one, call })));
  const judged = await judgeAll(asked);
  const refused = asked.flatMap(({ one, call }, index) => {
    const answer = judged[index]!;
    return answer.verdict === 'allow'
      ? []
      : [`${one.name}: ${JSON.stringify(call)} ${JSON.stringify(answer)}`];
  });
  process.stdout.write(`${asked.length} evidence flows\n`);
  expect(refused).toEqual([]);
  expect(asked.length).toBeGreaterThan(800);
});

it('Envoy refuses every neighbour never seen, but those that the recommendation lists', async () => {
  const asked = recommended.flatMap((one) => neighbours(one.seen, one.detail).map((call) => ({ one, call })));
  const judged = await judgeAll(asked);
  let listed = 0;
  const letIn = asked.flatMap(({ one, call }, index) => {
    const answer = judged[index]!;
    if (answer.verdict === 'deny') return [];
    if (answer.by != null && isListed(one.recommendation, answer.by.rule, call)) {
      listed += 1;
      return [];
    }
    return [`${one.name}: ${JSON.stringify(call)} ${JSON.stringify(answer)}`];
  });
  process.stdout.write(`${asked.length} neighbours, ${listed} of them listed\n`);
  expect(letIn.slice(0, 10), `${letIn.length} let in`).toEqual([]);
  expect(asked.length - listed).toBeGreaterThan(8_000);
});

function judgeAll(asked: readonly { readonly one: Recommended; readonly call: NearCall }[]) {
  return judge(
    asked.map(({ one, call }, index) => judgeLine(String(index), [one.policy], one.point, flowOfNear(call))),
  );
}
