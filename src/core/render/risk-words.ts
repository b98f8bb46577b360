import type { Risk } from '../model/readiness.ts';

/** What a draft's reader risks, in words; `horizonDays` is what the forecast speaks of. */
export function riskWords(risk: Risk, horizonDays: number): string[] {
  const days = horizonDays === 1 ? '1 day' : `${horizonDays} days`;
  if (risk.unseen === null) return [`Risk: not forecast yet, observed for less than ${days}.`];
  return [
    `Risk: ${chance(risk.unseen)} that a call which exists, but has not been seen, is denied within ${days};`,
    risk.rollout === null
      ? '  rollouts are not visible, so new behaviour is not told apart from old.'
      : `  ${chance(risk.rollout)} that a rollout brings a new one.`,
  ];
}

/** Never zero: what was not seen can't be ruled out. */
function chance(probability: number): string {
  if (probability < 0.01) return 'less than 1 chance in 100';
  if (probability > 0.5) return `about ${Math.min(99, Math.round(probability * 100))} chances in 100`;
  return `about 1 chance in ${Math.round(1 / probability)}`;
}
