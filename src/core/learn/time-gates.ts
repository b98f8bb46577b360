import type { Gate } from '../model/readiness.ts';
import { calendarClearsAt, nextUnrehearsed, rehearsedKinds } from './calendar.ts';
import { dateText } from './civil-date.ts';
import { lengthWithin } from './intervals.ts';
import { hold, type Judgement, pass } from './judgement.ts';
import { isScaled, type LearnSettings } from './settings.ts';
import { weekdayStanding } from './weekdays.ts';
import { days, figure, percent } from './wording.ts';

const COVERAGE_DAYS = 7;
const COVERAGE = 0.9;
const SCALED = 'scaled time';

export function coverageGate({ history, settings }: Judgement): Gate {
  const { now, firstRecord, coverageShare } = history;
  const window = Math.min(COVERAGE_DAYS, Math.max(0, now - firstRecord) / settings.timeUnit);
  const why = `telemetry covered ${percent(coverageShare)} of the last ${days(window, isScaled(settings))}`;
  if (coverageShare >= COVERAGE) return pass('coverage', why);
  return hold('coverage', `${why}, needs ${percent(COVERAGE)}`, coverageClearsAt(history, settings.timeUnit));
}

export function ageGate({ history, sightings, settings }: Judgement): Gate {
  const missing = settings.minAge - sightings.t;
  const why = `covered ${figure(sightings.t)} of ${days(settings.minAge, isScaled(settings))}`;
  if (missing <= 0) return pass('age', why);
  return hold('age', why, history.now + missing * settings.timeUnit);
}

export function weekdaysGate({ history, settings }: Judgement): Gate {
  if (isScaled(settings)) return pass('weekdays', SCALED);
  const { missing, clearsAt } = weekdayStanding(history.covered, history.now, settings.timeZone);
  if (missing.length === 0) return pass('weekdays', 'every weekday covered at least twice');
  return hold('weekdays', `not yet covered twice: ${missing.join(', ')}`, clearsAt);
}

export function calendarGate({ history, settings }: Judgement): Gate {
  if (isScaled(settings)) return pass('calendar', SCALED);
  if (!settings.calendar) return pass('calendar', 'switched off (learn.calendar)');
  const { now, covered } = history;
  const { timeZone, horizon, timeUnit } = settings;
  const rehearsed = rehearsedKinds(covered, now, timeZone);
  const event = nextUnrehearsed(rehearsed, now, now + horizon * timeUnit, timeZone);
  if (!event) return pass('calendar', `no date within ${days(horizon, false)} that was never covered`);
  const why = `${dateText(event.day)} is the ${event.kinds.join(' and ')}, which was never covered`;
  return hold('calendar', why, calendarClearsAt(rehearsed, now, horizon * timeUnit, timeZone));
}

/** Days to the next date within `within` days that was never rehearsed; null = none, or dates don't matter. */
export function daysToUnrehearsed(
  history: Judgement['history'],
  within: number,
  settings: LearnSettings,
): number | null {
  if (isScaled(settings) || !settings.calendar) return null;
  const { now, covered } = history;
  const rehearsed = rehearsedKinds(covered, now, settings.timeZone);
  const event = nextUnrehearsed(rehearsed, now, now + within * settings.timeUnit, settings.timeZone);
  return event && Math.max(0, event.from - now) / settings.timeUnit;
}

/** When the covered share will be high enough if all from now on is covered: what slides out of the week is older. */
function coverageClearsAt({ covered, firstRecord, now }: Judgement['history'], timeUnit: number): number {
  const window = COVERAGE_DAYS * timeUnit;
  let low = 0;
  let high = window;
  while (high - low > timeUnit / 86_400) {
    const more = (low + high) / 2;
    const from = Math.max(firstRecord, now + more - window);
    const share = (lengthWithin(covered, from, now) + more) / (now + more - from);
    if (share >= COVERAGE) high = more;
    else low = more;
  }
  return now + high;
}
