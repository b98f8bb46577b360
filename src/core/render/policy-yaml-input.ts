import type { Readiness } from '../model/readiness.ts';
import type { Recommendation } from '../model/recommendation.ts';

export interface PolicyYamlInput {
  readonly recommendation: Recommendation;
  readonly readiness: Readiness;
  readonly draft: boolean;
  /** Anybody could have sent the telemetry behind it. */
  readonly unauthenticated: boolean;
  /** ms of a day of the learning; anything but a real day is said to be scaled. */
  readonly timeUnit: number;
  /** Of the forecast, in such days. */
  readonly horizonDays: number;
}
