import { describe, expect, it } from 'vitest';
import type { Gate, Readiness } from '../model/readiness.ts';
import { DAY } from '../model/scaled-time.ts';
import { nextStep } from './next-step.ts';

const age: Gate = {
  id: 'age',
  passed: false,
  why: 'covered 9.2 of 14 days',
  clearsAt: Date.UTC(2026, 3, 1, 10),
};
const forecast: Gate = {
  id: 'forecast',
  passed: false,
  why: '12 %, allowed 10 %',
  clearsAt: Date.UTC(2026, 3, 9, 8, 30, 5),
};
const labels: Gate = { id: 'labels', passed: false, why: 'no labels are known', clearsAt: null };
const evidence: Gate = { id: 'evidence', passed: true, why: '3 callers', clearsAt: null };

function readiness(gates: readonly Gate[], goodForSeconds = 0): Readiness {
  const risk = { unseen: null, rollout: null, any: null };
  return { state: 'learning', gates, goodForSeconds, risk, expectedNew: null, backtest: null };
}

describe('next step', () => {
  it.each<[readonly Gate[], number, string]>([
    [[evidence, age], DAY, 'Covered 9.2 of 14 days; stable from 2026-04-01 10:00 UTC at the earliest.'],
    [
      [age, forecast],
      DAY,
      'Covered 9.2 of 14 days (and: forecast); stable from 2026-04-09 08:30 UTC at the earliest.',
    ],
    [[forecast], 2000, '12 %, allowed 10 %; stable from 2026-04-09 08:30:05 UTC at the earliest.'],
    [[age, labels], DAY, 'Covered 9.2 of 14 days (and: labels); no date can be given for labels.'],
  ])('%#', (gates, timeUnit, sentence) => {
    expect(nextStep(readiness(gates), timeUnit)).toBe(sentence);
  });

  it('says for how long a stable list is good', () => {
    expect(nextStep(readiness([evidence], 9.34 * 86_400), DAY)).toBe(
      'Stable: the list is good for about 9.3 days.',
    );
    expect(nextStep(readiness([evidence], 18), 2000)).toBe(
      'Stable: the list is good for about 9 scaled days.',
    );
  });
});
