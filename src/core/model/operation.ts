import type { Caller } from './caller.ts';
import { callerKey } from './caller.ts';
import type { PathMark, ReporterSide } from './flow.ts';

/** Method + path template on an edge; the unit of storage. */
export interface OperationKey {
  readonly reporter: ReporterSide;
  readonly caller: Caller;
  readonly port: number;
  readonly protocol: 'http' | 'tcp';
  readonly method: string | null;
  /** A literal, a template with `{*}`, `OVERFLOW_PATH`, or null (TCP). */
  readonly path: string | null;
}

export interface Counts {
  readonly ok: number;
  readonly failed: number;
  readonly denied: number;
}

/** Counters of one operation on one day; `hours` has bit h set if anything was seen in hour h of the day. */
export interface DayCounts extends Counts {
  /** floor(time / timeUnit). */
  readonly day: number;
  readonly hours: number;
}

/** All that is stored of an operation. Merging is commutative and associative (core/aggregate). */
export interface Operation extends OperationKey {
  /** Position within the workload, from 0, in order of first storage. */
  readonly seq: number;
  readonly counts: Counts;
  /** ms */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** ms of the first and last evidence; null = never succeeded. */
  readonly firstEvidence: number | null;
  readonly lastEvidence: number | null;
  /** The newest day's counters, kept in the row itself; earlier days are day rows. */
  readonly today: DayCounts;
  /** Distinct days with evidence, and distinct hours. */
  readonly days: number;
  readonly hours: number;
  /** Evidence days among the last 96 up to `today.day`: bit day mod 96, three words of 32 bits. */
  readonly dayBits: readonly [number, number, number];
  /** Evidence hours of the week: one 24-bit word a weekday, index day mod 7. */
  readonly weekBits: readonly number[];
  readonly grpc: boolean;
  readonly marks: readonly PathMark[];
  /** At most 32 concrete paths of a template: chosen by hash, so the choice doesn't depend on order. */
  readonly literals: readonly string[];
}

/** Where paths past a workload's cap are counted: visible, never a rule. */
export const OVERFLOW_PATH = '(other paths)';
/** Where callers past a workload's cap are counted. */
export const OVERFLOW_PRINCIPAL = 'overflow/ns/overflow/sa/overflow';

export function operationKey(key: OperationKey): string {
  const { reporter, caller, port, protocol, method, path } = key;
  return [reporter, callerKey(caller), port, protocol, method ?? '', path ?? ''].join('\n');
}
