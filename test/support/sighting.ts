import type { FlowDelta } from '../../src/core/aggregate/delta.ts';
import type { Outcome, PathMark } from '../../src/core/model/flow.ts';
import { dayOf, hourOfDay } from '../../src/core/model/scaled-time.ts';

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
