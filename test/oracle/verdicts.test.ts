import { expect, it } from 'vitest';
import { validatePolicy } from '../../src/core/validate/validate-policy.ts';
import { judge } from '../support/oracle/ask-oracle.ts';
import { disagreement } from '../support/oracle/disagreement.ts';
import { told } from '../support/oracle/failures.ts';
import { type JudgeLine, judgeLine, type SentFlow } from '../support/oracle/judge-line.ts';
import { createRandom, oracleSeed } from '../support/oracle/random.ts';
import { randomFlow } from '../support/oracle/random-flow.ts';
import { randomPoint } from '../support/oracle/random-point.ts';
import { randomPolicies } from '../support/oracle/random-policy.ts';
import { HTTP2_METHODS } from '../support/oracle/words.ts';

const SETS = 1_900;
const FLOWS = 12;
const seed = oracleSeed();

const KINDS: Readonly<Record<string, (flow: SentFlow) => boolean>> = {
  tcp: ({ protocol }) => protocol === 'tcp',
  http2: ({ http2 }) => http2 === true,
  'a method unknown to HTTP/1.1': ({ request }) => HTTP2_METHODS.includes(request?.method ?? ''),
  plaintext: ({ source, connection }) => source?.principal === undefined && connection === undefined,
  'TLS without a certificate': ({ source, connection }) =>
    source?.principal === undefined && connection !== undefined,
  'upper case in the server name': ({ connection }) => /[A-Z]/.test(connection?.sni ?? ''),
  IPv6: ({ source }) => source?.address?.includes(':') === true,
  forwarded: ({ request }) => request?.headers?.['x-forwarded-for'] !== undefined,
  'a header on several lines': ({ request }) => Object.values(request?.headers ?? {}).some(Array.isArray),
  'a path that changes on its way': ({ request }) =>
    /\/\.|%2[eE]|\\|#|["<>^`{|}]|http:/.test(request?.path ?? ''),
};

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
  for (const [kind, isOne] of Object.entries(KINDS)) {
    expect(lines.filter(({ flow }) => isOne(flow)).length, kind).toBeGreaterThan(50);
  }
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
