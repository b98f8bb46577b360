import type { Operation } from '../model/operation.ts';
import { addCounts, addDay, earlier, greatest, later, least, NO_COUNTS } from './counts.ts';
import { advanceDays, countDays, NO_DAYS, unionDays } from './day-bits.ts';
import { distinctHours } from './merge.ts';
import { chooseLiterals, unionMarks } from './samples.ts';
import { NO_HOURS, unionWeeks } from './week-bits.ts';

/** What several operations of one workload amount to; the key is left to the caller. */
export type Total = Omit<Operation, 'reporter' | 'caller' | 'port' | 'protocol' | 'method' | 'path' | 'seq'>;

/**
 * Independent of order; at least one operation. `today` is the newest day alone: what another operation
 * counted on an earlier day stays in that operation's rows. Distinct days are the union of the last 96, or
 * the days of the operation that has most: never too many.
 */
export function totalOf(operations: readonly Operation[]): Total {
  const newest = greatest(operations.map(({ today }) => today.day));
  const dayBits = operations
    .map((operation) => advanceDays(operation.dayBits, operation.today.day, newest))
    .reduce(unionDays, NO_DAYS);
  const weekBits = operations.map((operation) => operation.weekBits).reduce(unionWeeks, NO_HOURS);
  const days = Math.max(countDays(dayBits), greatest(operations.map((operation) => operation.days)));
  return {
    counts: operations.map(({ counts }) => counts).reduce(addCounts, NO_COUNTS),
    firstSeen: least(operations.map(({ firstSeen }) => firstSeen)),
    lastSeen: greatest(operations.map(({ lastSeen }) => lastSeen)),
    firstEvidence: operations.map(({ firstEvidence }) => firstEvidence).reduce(earlier, null),
    lastEvidence: operations.map(({ lastEvidence }) => lastEvidence).reduce(later, null),
    today: operations
      .map(({ today }) => today)
      .filter(({ day }) => day === newest)
      .reduce(addDay),
    days,
    hours: Math.max(distinctHours(days, weekBits), greatest(operations.map(({ hours }) => hours))),
    dayBits,
    weekBits,
    grpc: operations.some(({ grpc }) => grpc),
    marks: operations.map(({ marks }) => marks).reduce(unionMarks, []),
    literals: operations.map(({ literals }) => literals).reduce(chooseLiterals, []),
  };
}
