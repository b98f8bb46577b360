import { expect, it } from 'vitest';
import { validatePolicy } from '../../src/core/validate/validate-policy.ts';
import { validate } from '../support/oracle/ask-oracle.ts';
import { told } from '../support/oracle/failures.ts';
import { mutatedPolicy } from '../support/oracle/mutate-policy.ts';
import { createRandom, oracleSeed } from '../support/oracle/random.ts';
import { randomPoint } from '../support/oracle/random-point.ts';
import { randomPolicy } from '../support/oracle/random-policy.ts';

const POLICIES = 4_000;
const seed = oracleSeed();

it(`W1: the webhook and the CRD accept what we do, each by itself (ORACLE_SEED=${seed})`, async () => {
  const random = createRandom(seed);
  const lines = Array.from({ length: POLICIES }, (_, index) => {
    const policy = randomPolicy(random, randomPoint(random), index);
    return { id: String(index), policy: random.chance(0.3) ? policy : mutatedPolicy(random, policy) };
  });
  const answers = await validate(lines);

  const accepted = { both: 0, crd: 0, webhook: 0, neither: 0 };
  const wrong = lines.flatMap(({ policy }, index) => {
    const { crd, webhook } = answers[index]!;
    accepted[name(crd.accept, webhook.accept)] += 1;
    const errors = validatePolicy(policy);
    const accepts = (guard: string) => errors.every(({ from }) => from !== guard);
    const here = name(accepts('crd'), accepts('webhook'));
    const there = name(crd.accept, webhook.accept);
    if (here === there) return [];
    const said = errors.map(({ id, path }) => `${id} ${path}`).join();
    const what = `${here} here (${said}), ${there} there (${crd.message}; ${webhook.message})`;
    return [{ what, about: policy }];
  });
  process.stdout.write(`seed ${seed}: accepted by ${JSON.stringify(accepted)}\n`);
  expect(told(wrong, 'validation', seed)).toEqual([]);
  expect(Math.min(...Object.values(accepted))).toBeGreaterThan(100);
});

function name(crd: boolean, webhook: boolean) {
  return crd ? (webhook ? 'both' : 'crd') : webhook ? 'webhook' : 'neither';
}
