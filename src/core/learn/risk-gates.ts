import type { Gate } from '../model/readiness.ts';
import { FOLD_DAYS } from './backtest.ts';
import { seenAfterHalf } from './first-sightings.ts';
import { unseenRisk } from './forecast.ts';
import { hold, type Judgement, pass } from './judgement.ts';
import { isScaled } from './settings.ts';
import { days, percent } from './wording.ts';

/** What was stable stays so up to this multiple of the allowed risk, or it would flicker. */
const HYSTERESIS = 1.5;
/** Covered days beyond which no date is given. */
const FARTHEST = 100_000;

export function forecastGate(judgement: Judgement): Gate {
  const { forecast, sightings, settings, previous } = judgement;
  const horizon = days(settings.horizon, isScaled(settings));
  const { pOld } = forecast;
  if (pOld === null) {
    const why = `covered ${days(sightings.t, isScaled(settings))}, too short to look ${horizon} ahead`;
    return hold('forecast', why, forecastClearsAt(judgement));
  }
  const allowed = settings.risk * (previous === 'stable' ? HYSTERESIS : 1);
  const why = `chance that something not yet seen shows up within ${horizon}: ${percent(pOld)}`;
  if (pOld <= allowed) return pass('forecast', `${why}, allowed ${percent(allowed)}`);
  return hold('forecast', `${why}, allowed ${percent(settings.risk)}`, forecastClearsAt(judgement));
}

export function backtestGate({ backtest, history, sightings, settings }: Judgement): Gate {
  if (backtest === null) {
    const missing = FOLD_DAYS - sightings.t;
    const why = `nothing to try a list of ${days(FOLD_DAYS, isScaled(settings))} ago on`;
    return hold('backtest', why, missing > 0 ? history.now + missing * settings.timeUnit : null);
  }
  const ago = days(Math.max(FOLD_DAYS, settings.horizon), isScaled(settings));
  const why = `lists frozen ${ago} earlier would have denied ${percent(backtest)} of requests`;
  const full = `${why}, allowed ${percent(settings.requestBudget)}`;
  return backtest <= settings.requestBudget ? pass('backtest', full) : hold('backtest', full);
}

/** First moment at which the forecast would pass if all is covered, nothing new arrives and the mesh stays as it is. */
function forecastClearsAt({ history, sightings, pool, settings }: Judgement): number | null {
  const { horizon: H, risk, timeUnit } = settings;
  const passesAt = (t: number) => {
    const K = seenAfterHalf(history, sightings.unexplained, t * timeUnit);
    return unseenRisk({ t, H, K, pool, rollouts: sightings.rollouts }) <= risk;
  };
  let low = Math.max(sightings.t, H);
  if (passesAt(low)) return history.now + (low - sightings.t) * timeUnit;
  let high = low * 2;
  while (!passesAt(high)) {
    if (high > FARTHEST) return null;
    low = high;
    high *= 2;
  }
  while (high - low > 1 / 1440) {
    const middle = (low + high) / 2;
    if (passesAt(middle)) high = middle;
    else low = middle;
  }
  return history.now + (high - sightings.t) * timeUnit;
}
