import { describe, expect, it } from 'vitest';
import { storedOperation, storedWorkload } from '../../../test/support/review-inputs.ts';
import type { Finding } from '../model/finding.ts';
import type { WorkloadSurvey } from '../survey/survey-workload.ts';
import { recommend } from './recommend.ts';
import type { RecommendInput } from './recommend-input.ts';

const SEEN: Finding = {
  id: 'pods-unprotected',
  severity: 'critical',
  workload: 'Kubernetes/shop/cart',
  title: 't',
  why: 'w',
  whatToDo: 'd',
  rows: ['r'],
};
const LEFT_OUT = { reason: 'left-out', why: 'It is left out.' } as const;
const ZTUNNEL = { reason: 'inexpressible', why: 'It is another plane.' } as const;

function recommended(survey: WorkloadSurvey | null, change: Partial<RecommendInput> = {}) {
  return recommend({
    workload: storedWorkload(),
    selector: { kind: 'known', matchLabels: { app: 'cart' }, verified: true, findings: [] },
    operations: [
      storedOperation(),
      storedOperation({ caller: { principal: null, anonymousReason: 'plaintext' } }),
    ],
    detail: 'callers',
    survey,
    ...change,
  });
}

const ids = ({ findings }: { findings: readonly Finding[] }) => findings.map(({ id }) => id);

describe('what the cluster’s objects say', () => {
  it('stands among the findings', () => {
    const made = recommended({ findings: [SEEN], withheld: null });
    expect(ids(made)).toEqual(['pods-unprotected', 'anonymous-callers']);
    expect(made.policy).not.toBeNull();
    expect(ids(recommended(null))).toEqual(['anonymous-callers']);
  });

  it('keeps a policy back', () => {
    const made = recommended({ findings: [SEEN], withheld: ZTUNNEL });
    expect(made).toMatchObject({ policy: null, evidence: [], withheld: { ...ZTUNNEL, flow: null } });
    expect(ids(made)).toEqual(['pods-unprotected', 'anonymous-callers']);
  });

  it('comes after the lack of evidence, but what is left out is so in any case', () => {
    const nothing = { operations: [] };
    expect(recommended({ findings: [], withheld: ZTUNNEL }, nothing).withheld?.reason).toBe('no-evidence');
    expect(recommended({ findings: [], withheld: LEFT_OUT }, nothing).withheld?.reason).toBe('left-out');
  });

  it('is all that is said of what is left out', () => {
    expect(ids(recommended({ findings: [SEEN], withheld: LEFT_OUT }))).toEqual(['pods-unprotected']);
  });
});
