import { callerOfKey } from '../core/model/caller.ts';
import type { PathMark } from '../core/model/flow.ts';
import { type Operation, operationKey } from '../core/model/operation.ts';
import type { OperationTable } from './tables.ts';

/** Bit i of `marks`. Append only: the order is stored. */
const MARKS = ['path-claimed', 'path-cut', 'path-uncertain'] as const satisfies readonly PathMark[];

/** The part of a row that changes with each merge. */
export type CountersRow = Omit<
  OperationTable,
  | 'workload_id'
  | 'seq'
  | 'source'
  | 'caller_id'
  | 'port'
  | 'tcp'
  | 'method'
  | 'path_id'
  | 'key_digest'
  | 'literals_digest'
>;

export interface StoredOperation
  extends Omit<OperationTable, 'workload_id' | 'caller_id' | 'path_id' | `${string}_digest`> {
  readonly caller: string;
  readonly path: string | null;
  /** JSON; null = none. */
  readonly literals: string | null;
}

export function countersRow(operation: Operation): CountersRow {
  const { counts, today, dayBits, weekBits } = operation;
  return {
    ok: counts.ok,
    failed: counts.failed,
    denied: counts.denied,
    first_seen: operation.firstSeen,
    last_seen: operation.lastSeen,
    first_evidence: operation.firstEvidence,
    last_evidence: operation.lastEvidence,
    day: today.day,
    day_ok: today.ok,
    day_failed: today.failed,
    day_denied: today.denied,
    day_hours: today.hours,
    days: operation.days,
    hours: operation.hours,
    day_bits_0: dayBits[0],
    day_bits_1: dayBits[1],
    day_bits_2: dayBits[2],
    week_bits_0: weekBits[0] ?? 0,
    week_bits_1: weekBits[1] ?? 0,
    week_bits_2: weekBits[2] ?? 0,
    week_bits_3: weekBits[3] ?? 0,
    week_bits_4: weekBits[4] ?? 0,
    week_bits_5: weekBits[5] ?? 0,
    week_bits_6: weekBits[6] ?? 0,
    grpc: operation.grpc ? 1 : 0,
    marks: MARKS.reduce((bits, mark, i) => (operation.marks.includes(mark) ? bits | (1 << i) : bits), 0),
  };
}

export function operationOf(row: StoredOperation): Operation {
  return {
    reporter: row.source === 1 ? 'source' : 'destination',
    caller: callerOfKey(row.caller),
    port: row.port,
    protocol: row.tcp === 1 ? 'tcp' : 'http',
    method: row.method,
    path: row.path,
    seq: row.seq,
    counts: { ok: row.ok, failed: row.failed, denied: row.denied },
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    firstEvidence: row.first_evidence,
    lastEvidence: row.last_evidence,
    today: {
      day: row.day,
      ok: row.day_ok,
      failed: row.day_failed,
      denied: row.day_denied,
      hours: row.day_hours,
    },
    days: row.days,
    hours: row.hours,
    dayBits: [row.day_bits_0, row.day_bits_1, row.day_bits_2],
    weekBits: [
      row.week_bits_0,
      row.week_bits_1,
      row.week_bits_2,
      row.week_bits_3,
      row.week_bits_4,
      row.week_bits_5,
      row.week_bits_6,
    ],
    grpc: row.grpc === 1,
    marks: MARKS.filter((_, i) => (row.marks & (1 << i)) !== 0),
    literals: row.literals === null ? [] : JSON.parse(row.literals),
  };
}

export interface Digests {
  readonly key: number;
  readonly literals: number;
}

/**
 * Key and literals seldom change: a row with the same digests needs its counters written and nothing else.
 */
export function digestsOf(operation: Operation): Digests {
  return { key: digest([operationKey(operation)]), literals: digest(operation.literals) };
}

/** 52 bits; of no texts 0. */
function digest(texts: readonly string[]): number {
  let a = 0;
  let b = 0;
  for (const text of texts) {
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i) + 1;
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x27d4eb2f);
      b ^= b >>> 15;
    }
    a = Math.imul(a ^ 0x10001, 0x01000193);
    b = Math.imul(b ^ 0x10001, 0x27d4eb2f);
  }
  return (a >>> 6) * 0x4000000 + (b >>> 6);
}
