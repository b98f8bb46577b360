import type { DayCounts, Operation, OperationKey } from '../model/operation.ts';
import { addCounts, addDay, earlier, later, NO_COUNTS } from './counts.ts';
import { advanceDays, hasDay, NO_DAYS, RING_DAYS, withDay } from './day-bits.ts';
import type { FlowDelta } from './delta.ts';
import { chooseLiterals, unionMarks } from './samples.ts';
import { countHours, NO_HOURS, withHours } from './week-bits.ts';

export interface Merged {
  readonly operation: Operation;
  /** To be added to the stored rows of their days; none or one. */
  readonly dayRows: readonly DayCounts[];
}

/**
 * Adds what was seen. Commutative and associative, with one exception: evidence that comes 96 or more days
 * late counts, but not as a distinct day. Whether that day was counted before is no longer known.
 */
export function merge(before: Operation | null, key: OperationKey, seq: number, delta: FlowDelta): Merged {
  const old = before ?? blank(key, seq, delta);
  const gained: DayCounts = { day: delta.day, ...countsOf(delta), hours: delta.hours };
  const newest = Math.max(old.today.day, delta.day);
  const { today, dayRows } = placeDay(old.today, gained, before === null);
  const ring = advanceDays(old.dayBits, old.today.day, newest);
  const countsDay = delta.ok > 0 && delta.day > newest - RING_DAYS;
  const isNewDay = countsDay && !hasDay(ring, delta.day);
  const weekBits = withHours(old.weekBits, delta.day, delta.evidenceHours);
  const days = old.days + (isNewDay ? 1 : 0);
  const operation: Operation = {
    ...old,
    counts: addCounts(old.counts, delta),
    firstSeen: Math.min(old.firstSeen, delta.firstSeen),
    lastSeen: Math.max(old.lastSeen, delta.lastSeen),
    firstEvidence: earlier(old.firstEvidence, delta.firstEvidence),
    lastEvidence: later(old.lastEvidence, delta.lastEvidence),
    today,
    days,
    hours: distinctHours(days, weekBits),
    dayBits: countsDay ? withDay(ring, delta.day) : ring,
    weekBits,
    grpc: old.grpc || delta.grpc,
    // Marks are marks on evidence: a failed call with an odd path must not hold a workload back.
    marks: delta.ok > 0 ? unionMarks(old.marks, delta.marks) : old.marks,
    literals: delta.literal === null ? old.literals : chooseLiterals(old.literals, [delta.literal]),
  };
  return { operation, dayRows };
}

/**
 * Distinct evidence hours, from below: hours of the week, or days where those are more. Exact counts would
 * need the hours of every past day.
 */
export function distinctHours(days: number, weekBits: readonly number[]): number {
  return Math.max(days, countHours(weekBits));
}

function placeDay(
  today: DayCounts,
  gained: DayCounts,
  isFirst: boolean,
): { today: DayCounts; dayRows: DayCounts[] } {
  if (gained.day === today.day) return { today: addDay(today, gained), dayRows: [] };
  if (gained.day < today.day) return { today, dayRows: [gained] };
  return { today: gained, dayRows: isFirst ? [] : [today] };
}

function countsOf(delta: FlowDelta): { ok: number; failed: number; denied: number } {
  return { ok: delta.ok, failed: delta.failed, denied: delta.denied };
}

function blank(key: OperationKey, seq: number, delta: FlowDelta): Operation {
  const { reporter, caller, port, protocol, method, path } = key;
  return {
    ...{ reporter, caller, port, protocol, method, path, seq },
    counts: NO_COUNTS,
    firstSeen: delta.firstSeen,
    lastSeen: delta.lastSeen,
    firstEvidence: null,
    lastEvidence: null,
    today: { day: delta.day, ...NO_COUNTS, hours: 0 },
    days: 0,
    hours: 0,
    dayBits: NO_DAYS,
    weekBits: NO_HOURS,
    grpc: false,
    marks: [],
    literals: [],
  };
}
