import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { policyOf } from '../../src/core/validate/policy-of.ts';
import { validatePolicy } from '../../src/core/validate/validate-policy.ts';

interface Line {
  readonly id: string;
  readonly changed: readonly string[];
  readonly policy: { readonly spec?: unknown };
  readonly webhook: { readonly accept: boolean };
  readonly crd: { readonly accept: boolean };
}

const LINES = gunzipSync(readFileSync('test/fixtures/authz/validation.jsonl.gz'))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line): Line => JSON.parse(line));

describe('W1, W2, T5: what Istio’s CRD and webhook said of 3,000 policies', () => {
  it('has them all', () => {
    const count = (crd: boolean, webhook: boolean) =>
      LINES.filter((line) => line.crd.accept === crd && line.webhook.accept === webhook).length;
    expect([count(true, true), count(true, false), count(false, true), count(false, false)]).toEqual([
      1434, 964, 120, 482,
    ]);
  });

  it.each(['crd', 'webhook'] as const)('agrees with the %s on each', (from) => {
    const wrong = LINES.filter(({ policy, [from]: { accept } }) => {
      return validatePolicy(policy).every((error) => error.from !== from) !== accept;
    });
    expect(wrong.map(({ id, changed }) => `${id} ${changed.join(' + ')}`)).toEqual([]);
  });

  it('names a path inside the object, or one that is missing, in each error', () => {
    const errors = LINES.flatMap(({ policy }) => validatePolicy(policy));
    const odd = errors.filter(({ path }) => !/^(spec|metadata|kind|apiVersion|extra)\b/.test(path));
    expect(errors.length).toBeGreaterThan(1566);
    expect(odd).toEqual([]);
  });

  it('reads what both accept without losing anything', () => {
    const accepted = LINES.filter(({ crd, webhook }) => crd.accept && webhook.accept);
    for (const { policy } of accepted) {
      const { targetRef, targetRefs, ...spec } = (policy.spec ?? {}) as Record<string, unknown>;
      const targets = targetRefs ?? (targetRef === undefined ? undefined : [targetRef]);
      const read = policyOf(policy, 'shop');
      expect(JSON.parse(JSON.stringify({ ...read.spec, targetRefs: undefined }))).toEqual(spec);
      expect(read.spec.targetRefs?.map(({ name }) => name)).toEqual(
        (targets as { name: string }[] | undefined)?.map(({ name }) => name),
      );
    }
  });
});
