import type { Denial } from '../core/model/denial.ts';
import type { Flow } from '../core/model/flow.ts';
import type { Interval } from '../core/model/interval.ts';
import type { DropReason, KeptReason } from '../core/model/reason.ts';

/** When something was first and last counted, ms; Infinity and -Infinity while nothing was. */
export interface Span {
  first: number;
  last: number;
}

/**
 * What was counted on one tuple in one (scaled) hour. Mutable: it lives from its first record to the next
 * flush.
 */
export interface HourSlot {
  readonly day: number;
  readonly hour: number;
  ok: number;
  failed: number;
  denied: number;
  readonly succeeded: Span;
  readonly refused: Span;
}

/** The flow of a tuple, what denied it if anything did, and what was counted on it. */
export interface CountedFlow {
  readonly flow: Flow;
  readonly denial: Denial | null;
  readonly slots: readonly HourSlot[];
}

/** What a flush takes: the flows counted since the last one, and where each record ended. */
export interface Taken {
  readonly flows: readonly CountedFlow[];
  readonly evidence: number;
  readonly kept: ReadonlyMap<KeptReason, number>;
  readonly dropped: ReadonlyMap<DropReason, number>;
  /** From the first to the last record of each (scaled) day that has any. */
  readonly days: readonly Interval[];
  /** Records that were dated later than could be. */
  readonly clamped: number;
  /** From the first to the last record of which nobody could say in time who had its addresses; null = none. */
  readonly unsettled: Interval | null;
}
