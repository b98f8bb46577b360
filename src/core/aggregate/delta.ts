import type { Outcome, PathMark } from '../model/flow.ts';
import type { Counts } from '../model/operation.ts';
import { dayOf, hourOfDay } from '../model/scaled-time.ts';

/** What one operation gained within one (scaled) day. */
export interface FlowDelta extends Counts {
  readonly day: number;
  /** Bit h set: something was seen in hour h of the day; `evidenceHours`: something succeeded. */
  readonly hours: number;
  readonly evidenceHours: number;
  /** ms */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly firstEvidence: number | null;
  readonly lastEvidence: number | null;
  readonly grpc: boolean;
  readonly marks: readonly PathMark[];
  /** A concrete path behind a template; null = none to keep. */
  readonly literal: string | null;
}

/** `count` exchanges that ended alike at `time` (ms). */
export interface Sighting {
  readonly time: number;
  readonly outcome: Outcome;
  readonly count: number;
  readonly grpc: boolean;
  readonly mark: PathMark | null;
  readonly literal: string | null;
}

export function deltaOf(sighting: Sighting, timeUnit: number): FlowDelta {
  const { time, outcome, count, grpc, mark, literal } = sighting;
  const hour = 1 << hourOfDay(time, timeUnit);
  const evidence = outcome === 'ok';
  return {
    day: dayOf(time, timeUnit),
    hours: hour,
    evidenceHours: evidence ? hour : 0,
    ok: evidence ? count : 0,
    failed: outcome === 'failed' ? count : 0,
    denied: outcome === 'denied' ? count : 0,
    firstSeen: time,
    lastSeen: time,
    firstEvidence: evidence ? time : null,
    lastEvidence: evidence ? time : null,
    grpc,
    marks: mark === null ? [] : [mark],
    literal,
  };
}
