import { describe, expect, it } from 'vitest';
import { riskWords } from './risk-words.ts';

describe('riskWords', () => {
  it.each([
    [0, 'less than 1 chance in 100'],
    [0.0099, 'less than 1 chance in 100'],
    [0.01, 'about 1 chance in 100'],
    [0.0785, 'about 1 chance in 13'],
    [0.5, 'about 1 chance in 2'],
    [0.9274, 'about 93 chances in 100'],
    [1, 'about 99 chances in 100'],
  ])('%d', (unseen, words) => {
    expect(riskWords({ unseen, rollout: 0.2, any: 0.3 }, 7)).toEqual([
      `Risk: ${words} that a call which exists, but has not been seen, is denied within 7 days;`,
      '  about 1 chance in 5 that a rollout brings a new one.',
    ]);
  });

  it('says what can’t be said', () => {
    expect(riskWords({ unseen: 0.1, rollout: null, any: 0.1 }, 1)[1]).toMatch(/rollouts are not visible/);
    expect(riskWords({ unseen: null, rollout: null, any: null }, 7)).toEqual([
      'Risk: not forecast yet, observed for less than 7 days.',
    ]);
  });
});
