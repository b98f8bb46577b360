import type { Gap, Listening } from '../model/coverage.ts';
import type { Interval } from '../model/interval.ts';
import type { RecordSource } from '../model/reason.ts';
import { lengthWithin, subtract, union } from './intervals.ts';

/** An hour counts if at most this share of it went unheard (55 of 60 minutes are enough). */
const UNHEARD = 5 / 60;
const SHARE_DAYS = 7;

export interface CoverageInput {
  /** ms */
  readonly now: number;
  /** ms of the workload's first record: nothing before it is covered. */
  readonly firstRecord: number;
  /** Of any input; one that is running ends at `now`. */
  readonly listening: readonly Listening[];
  /** Of this workload, and longer than a real minute. */
  readonly gaps: readonly Gap[];
  /** What has carried records of the workload. Any of them listening is enough. */
  readonly inputs: readonly RecordSource[];
  /** ms of a day. */
  readonly timeUnit: number;
}

/**
 * When telemetry of a workload was really arriving, by whole (scaled) hours; sorted and disjoint. The first hour
 * begins with the first record, the last one ends now. Cost grows with the number of spans, not with their length.
 */
export function coveredTime(input: CoverageInput): Interval[] {
  const life = { from: input.firstRecord, to: input.now };
  if (life.to <= life.from) return [];
  const hour = input.timeUnit / 24;
  const heard = union(input.listening.filter((span) => input.inputs.includes(span.input)));
  const torn = input.gaps.map((gap) => ({
    from: Math.floor(gap.from / hour) * hour,
    to: Math.ceil(gap.to / hour) * hour,
  }));
  const unheard = unheardHours(subtract([life], heard), life, hour);
  return subtract([life], union([...unheard, ...torn]));
}

/** Covered share of the last 7 (scaled) days, or of the workload's age if that is less. 1 at age 0. */
export function coverageShare(
  covered: readonly Interval[],
  firstRecord: number,
  now: number,
  timeUnit: number,
): number {
  const from = Math.max(firstRecord, now - SHARE_DAYS * timeUnit);
  return now > from ? lengthWithin(covered, from, now) / (now - from) : 1;
}

function unheardHours(holes: readonly Interval[], life: Interval, hour: number): Interval[] {
  const lost: Interval[] = [];
  let index = Number.NaN;
  let missing = 0;
  const closeHour = () => {
    const part = { from: Math.max(index * hour, life.from), to: Math.min((index + 1) * hour, life.to) };
    if (missing > (part.to - part.from) * UNHEARD) lost.push(part);
  };
  const miss = (at: number, length: number) => {
    if (at !== index) {
      closeHour();
      index = at;
      missing = 0;
    }
    missing += length;
  };
  for (const { from, to } of holes) {
    const first = Math.floor(from / hour);
    const last = Math.ceil(to / hour) - 1;
    if (first >= last) {
      miss(first, to - from);
      continue;
    }
    miss(first, (first + 1) * hour - from);
    if (last > first + 1) lost.push({ from: (first + 1) * hour, to: last * hour });
    miss(last, to - last * hour);
  }
  closeHour();
  return lost;
}
