import { expect, it } from 'vitest';
import { isAttached } from '../../src/core/evaluate/attached.ts';
import { callOfFlow } from '../../src/core/evaluate/call-of-flow.ts';
import { evaluate } from '../../src/core/evaluate/evaluate.ts';
import { validatePolicy } from '../../src/core/validate/validate-policy.ts';
import { convert } from '../support/oracle/ask-oracle.ts';
import { told } from '../support/oracle/failures.ts';
import type { SentFlow } from '../support/oracle/judge-line.ts';
import { createRandom, oracleSeed, type Random } from '../support/oracle/random.ts';
import { randomFlow } from '../support/oracle/random-flow.ts';
import { randomPoint } from '../support/oracle/random-point.ts';
import { randomPolicies } from '../support/oracle/random-policy.ts';
import { ztunnelVerdict } from '../support/oracle/ztunnel-verdict.ts';

const SETS = 2_000;
const FLOWS = 8;
const seed = oracleSeed();

it(`Z1–Z5, R9: the evaluator judges as istiod's conversion and ztunnel's rules do (ORACLE_SEED=${seed})`, async () => {
  const random = createRandom(seed);
  const sets = Array.from({ length: SETS }, (_, set) => ({ id: String(set), ...randomSet(random) }));
  const lines = sets.flatMap(({ id, point, policies }) =>
    policies.map((policy, index) => ({
      id: `${id}-${index}`,
      policy,
      rootNamespace: point.mesh.rootNamespace,
    })),
  );
  const answers = await convert(lines);
  const authorizations = new Map(answers.map(({ id, authorization }) => [id, authorization]));

  const count = { allow: 0, deny: 0, unknown: 0 };
  const wrong = sets.flatMap(({ id, point, policies, flows }) => {
    const sent = policies.flatMap((policy, index) => {
      const authorization = authorizations.get(`${id}-${index}`) ?? null;
      return authorization !== null && isAttached(policy, point) ? [authorization] : [];
    });
    return flows.flatMap((flow) => {
      const call = callOfFlow(flow, point.mesh, 'absent')!;
      const { verdict } = evaluate(policies, point, call);
      const there = ztunnelVerdict(sent, flow);
      count[there] += 1;
      return verdict === there
        ? []
        : [{ what: `${id}: ${verdict}, not ${there}`, about: { policies, point, flow, sent } }];
    });
  });
  process.stdout.write(`seed ${seed}: ${count.allow} allowed, ${count.deny} denied on ztunnel\n`);
  expect(told(wrong, 'ztunnel', seed)).toEqual([]);
  expect(Math.min(count.allow, count.deny)).toBeGreaterThan(4_000);
});

function randomSet(random: Random) {
  const point = { ...randomPoint(random), plane: 'ztunnel' as const, service: null };
  let policies = randomPolicies(random, { ...point, plane: 'sidecar' });
  while (policies.some((policy) => validatePolicy(policy).length > 0)) {
    policies = randomPolicies(random, { ...point, plane: 'sidecar' });
  }
  const flows = Array.from({ length: FLOWS }, () => layer4(randomFlow(random, policies, point)));
  return { point, policies, flows };
}

/** ztunnel takes only identities in Istio's form, and sees no request. */
function layer4({ source, destination }: SentFlow): SentFlow {
  const { principal, ...rest } = source ?? {};
  const isIstio = /^[^/]+\/ns\/[^/]+\/sa\/[^/]+$/.test(principal ?? '');
  return { source: { ...rest, ...(isIstio && { principal }) }, destination, protocol: 'tcp' };
}
