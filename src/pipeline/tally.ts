import type { Identified } from '../core/identify/identify.ts';
import type { Denial } from '../core/model/denial.ts';
import type { RecordOutcome } from '../core/model/flow.ts';
import type { Interval } from '../core/model/interval.ts';
import type { Named, Namer } from '../core/model/namer.ts';
import type { DropReason, KeptReason, RecordSource } from '../core/model/reason.ts';
import type { TrafficRecord } from '../core/model/record.ts';
import { dayOf, hourOfDay } from '../core/model/scaled-time.ts';
import type { Tally, TallyRow } from '../ports.ts';
import type { CountedFlow, HourSlot, Span, Taken } from './taken.ts';
import { Waiting } from './waiting.ts';

interface Row extends TallyRow {
  readonly target: Identified;
  readonly denial: Denial | null;
  slots: HourSlot[];
}

const UNSETTLED: Row = {
  tuple: '',
  target: { kind: 'kept', reason: 'address-unsettled' },
  denial: null,
  slots: [],
};

export interface TallyOptions {
  readonly source: RecordSource;
  readonly identify: (record: TrafficRecord) => Identified;
  /** Most tuples with unflushed counts; as many again may be remembered without. */
  readonly limit: number;
  /** ms of a (scaled) day. */
  readonly timeUnit: number;
  /**
   * ms: no record counts later than this, whatever clock wrote it. Left out: records are taken at their word.
   */
  readonly latest?: () => number;
  /** ms; left out: nothing waits long. */
  readonly now?: () => number;
}

/**
 * Characters that a tuple may have on average before the bound counts in bytes: paths may be tens of
 * kilobytes.
 */
const TUPLE_LENGTH = 1024;

/**
 * The cache in front of the pure core: a mesh sends millions of records and a few thousand different ones.
 * Memory is bounded by `limit`: past it new tuples are refused until a flush, and known ones without counts
 * are forgotten.
 */
export class FlowTally implements Tally {
  readonly source: RecordSource;
  readonly #options: TallyOptions;
  #known = new Map<string, Row>();
  #dirty: Row[] = [];
  #knownLength = 0;
  #dirtyLength = 0;
  #evidence = 0;
  #kept = new Map<KeptReason, number>();
  #dropped = new Map<DropReason, number>();
  #records = 0;
  #clamped = 0;
  #days = new Map<number, Span>();
  // Records of one message share a moment: its day and hour are worked out once.
  #moment = Number.NaN;
  #day = 0;
  #hour = 0;
  #heard: Span = { first: 0, last: 0 };
  #unsettled: Interval | null = null;
  readonly #waiting: Waiting;

  constructor(options: TallyOptions) {
    this.source = options.source;
    this.#options = options;
    this.#waiting = new Waiting(options.limit, options.limit * TUPLE_LENGTH);
  }

  find(tuple: string): TallyRow | undefined {
    return this.#known.get(tuple);
  }

  insert(tuple: string, record: TrafficRecord): TallyRow | null {
    const { limit } = this.#options;
    if (this.#dirty.length >= limit || this.#dirtyLength >= limit * TUPLE_LENGTH) return null;
    if (this.#known.size >= 2 * limit || this.#knownLength >= 2 * limit * TUPLE_LENGTH) this.#forgetClean();
    const target = detached(this.#options.identify(record));
    const row: Row = { tuple, target, denial: record.denial, slots: [] };
    this.#knownLength += tuple.length;
    this.#known.set(tuple, row);
    return row;
  }

  add(known: TallyRow, outcome: RecordOutcome, said: number): void {
    const row = known as Row;
    const { latest } = this.#options;
    const time = latest === undefined ? said : Math.min(said, latest());
    if (time !== said) this.#clamped++;
    this.#records++;
    if (time !== this.#moment) this.#moveTo(time);
    if (time < this.#heard.first) this.#heard.first = time;
    if (time > this.#heard.last) this.#heard.last = time;
    const target = row.target;
    if (target.kind === 'kept') {
      bump(this.#kept, target.reason);
      return;
    }
    const source = target.flow.reporter === 'source';
    if (outcome !== 'ok' && outcome !== 'failed' && outcome !== 'denied') {
      bump(this.#kept, source ? 'source-row' : outcome);
      return;
    }
    if (source) bump(this.#kept, 'source-row');
    else if (outcome === 'ok') this.#evidence++;
    else bump(this.#kept, outcome);
    this.#count(row, outcome, time);
  }

  wait(key: string, name: Namer, startTime: number, outcome: RecordOutcome, time: number): void {
    const { now = () => 0 } = this.#options;
    if (!this.#waiting.add({ key, name, startTime, outcome, time, since: now() }))
      this.drop('queue-overflow');
  }

  /** Counts what waited, as far as it is certain until `until` (ms); what has waited too long is given up. */
  settle(until: number): void {
    const { now = () => 0 } = this.#options;
    this.#waiting.settle(until, now(), {
      named: (named, outcome, time) => this.#addNamed(named, outcome, time),
      givenUp: (outcome, time) => this.#giveUp(outcome, time),
    });
  }

  /** From now on nothing waits. */
  close(): void {
    this.#waiting.close();
    this.settle(Number.NEGATIVE_INFINITY);
  }

  /** Records that wait: not counted yet. */
  get waiting(): number {
    return this.#waiting.records;
  }

  #addNamed({ tuple, record }: Named, outcome: RecordOutcome, time: number): void {
    const row = this.find(tuple) ?? this.insert(tuple, record());
    if (row === null) this.drop('queue-overflow');
    else this.add(row, outcome, time);
  }

  #giveUp(outcome: RecordOutcome, time: number): void {
    this.add(UNSETTLED, outcome, time);
    const { from, to } = this.#unsettled ?? { from: time, to: time };
    this.#unsettled = { from: Math.min(from, time), to: Math.max(to, time) };
  }

  drop(reason: DropReason, count = 1): void {
    this.#records += count;
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
  }

  /** Records counted since the last `take`. */
  get records(): number {
    return this.#records;
  }

  /** Tuples with unflushed counts. */
  get size(): number {
    return this.#dirty.length;
  }

  get evidence(): number {
    return this.#evidence;
  }

  get kept(): ReadonlyMap<KeptReason, number> {
    return this.#kept;
  }

  get dropped(): ReadonlyMap<DropReason, number> {
    return this.#dropped;
  }

  /**
   * What was known of addresses or labels has changed: every tuple is identified anew when it comes again.
   */
  forget(): void {
    this.#known = new Map();
    this.#knownLength = 0;
  }

  take(): Taken {
    const flows: CountedFlow[] = [];
    for (const row of this.#dirty) {
      const { target, denial, slots } = row;
      if (target.kind === 'flow') flows.push({ flow: target.flow, denial, slots });
      row.slots = [];
    }
    const days = [...this.#days.values()].map(({ first, last }) => ({ from: first, to: last }));
    const counted = { evidence: this.#evidence, kept: this.#kept, dropped: this.#dropped };
    const taken = { flows, ...counted, days, clamped: this.#clamped, unsettled: this.#unsettled };
    this.#dirty = [];
    this.#dirtyLength = 0;
    this.#evidence = 0;
    this.#kept = new Map();
    this.#dropped = new Map();
    this.#records = 0;
    this.#clamped = 0;
    this.#unsettled = null;
    this.#days = new Map();
    this.#moment = Number.NaN;
    return taken;
  }

  /** A new generation: tuples without unflushed counts are identified anew should they come again. */
  #forgetClean(): void {
    // Not simply those with counts: `forget` may have turned some of them out.
    const counted = this.#dirty.filter((row) => this.#known.get(row.tuple) === row);
    this.#known = new Map(counted.map((row) => [row.tuple, row]));
    this.#knownLength = counted.reduce((sum, row) => sum + row.tuple.length, 0);
  }

  #moveTo(time: number): void {
    const { timeUnit } = this.#options;
    this.#moment = time;
    this.#day = dayOf(time, timeUnit);
    this.#hour = hourOfDay(time, timeUnit);
    const heard = this.#days.get(this.#day) ?? { first: time, last: time };
    this.#days.set(this.#day, heard);
    this.#heard = heard;
  }

  #count(row: Row, outcome: 'ok' | 'failed' | 'denied', time: number): void {
    const slot = this.#slot(row);
    slot[outcome]++;
    const span = outcome === 'ok' ? slot.succeeded : slot.refused;
    if (time < span.first) span.first = time;
    if (time > span.last) span.last = time;
  }

  #slot(row: Row): HourSlot {
    const slots = row.slots;
    for (let i = slots.length - 1; i >= 0; i--) {
      const slot = slots[i] as HourSlot;
      if (slot.hour === this.#hour && slot.day === this.#day) return slot;
    }
    if (slots.length === 0) {
      this.#dirty.push(row);
      this.#dirtyLength += row.tuple.length;
    }
    const slot: HourSlot = {
      day: this.#day,
      hour: this.#hour,
      ok: 0,
      failed: 0,
      denied: 0,
      succeeded: { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY },
      refused: { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY },
    };
    slots.push(slot);
    return slot;
  }
}

/**
 * A path cut out of a longer text would keep all of that text, query included, in memory: it gets bytes of
 * its own.
 */
function detached(target: Identified): Identified {
  if (target.kind === 'kept' || target.flow.path === null) return target;
  return { kind: 'flow', flow: { ...target.flow, path: Buffer.from(target.flow.path).toString() } };
}

function bump<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
