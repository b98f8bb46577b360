import type { Gate } from '../model/readiness.ts';
import { hold, type Judgement, pass } from './judgement.ts';
import { isScaled } from './settings.ts';
import { counted, days } from './wording.ts';

/**
 * Days (scaled) for which a silent pod holds. A replica that takes part in the work is called within a day; one that
 * stands by is idle for good and looks the same. So after it the finding alone stays, and pods that a rollout puts in
 * the place of silent ones don't begin anew.
 */
const LONGEST_HOLD = 1;

/** Are all pods heard that should be? Where none is, nothing tells that it isn't simply idle. */
export function reportersGate({ history, settings }: Judgement): Gate {
  const { reporters = null, now } = history;
  if (reporters === null) return pass('reporters', 'not known which of its pods are asked to report');
  const { asked, heard, silent, silentSince } = reporters;
  if (silent === 0 || heard === 0 || silentSince === null) {
    return pass('reporters', `${heard} of ${counted(asked, 'pod')} that are asked to report were heard`);
  }
  const why = `${silent} of ${counted(asked, 'pod')} that are asked to report were never heard`;
  const until = silentSince + LONGEST_HOLD * settings.timeUnit;
  if (now < until) return hold('reporters', why, until);
  const since = days(LONGEST_HOLD, isScaled(settings));
  return pass('reporters', `${why}, for more than ${since}: taken for idle`);
}
