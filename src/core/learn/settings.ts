import { DAY } from '../model/scaled-time.ts';

export interface LearnSettings {
  /** Days (scaled, as all days here) that a list must hold. */
  readonly horizon: number;
  /** Largest chance, 0–1, that something existing but unseen shows up within the horizon. */
  readonly risk: number;
  /** Largest share of requests, 0–1, that lists frozen a week earlier may have denied. */
  readonly requestBudget: number;
  /** Covered days before anything can be stable. */
  readonly minAge: number;
  readonly calendar: boolean;
  /** ms of a day; anything but a real day is scaled time. */
  readonly timeUnit: number;
  /** IANA name. */
  readonly timeZone: string;
}

export function isScaled(settings: LearnSettings): boolean {
  return settings.timeUnit !== DAY;
}
