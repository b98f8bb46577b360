import { AppError } from '../app-error.ts';
import type { Caps } from '../core/aggregate/caps.ts';
import type { Identified } from '../core/identify/identify.ts';
import type { Gap, Listening } from '../core/model/coverage.ts';
import type { RecordSource } from '../core/model/reason.ts';
import type { TrafficRecord } from '../core/model/record.ts';
import { type WorkloadId, workloadId } from '../core/model/workload.ts';
import type { Batch, Batches, Clock, IngestAnswer, RecordCount, Store } from '../ports.ts';
import { type Built, buildCommit, type Input } from './build-commit.ts';
import { Delivered } from './delivered.ts';
import { OpenTallies } from './open-tallies.ts';
import { CounterSums, ingestAnswer, recordCounts } from './record-counts.ts';
import type { StreamCoverage } from './stream-coverage.ts';
import { FlowTally } from './tally.ts';
import { WorkloadCache } from './workload-cache.ts';

export interface CollectorOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly identify: (record: TrafficRecord) => Identified;
  /** Moves when an answer of `identify` may have become another. */
  readonly epoch: () => number;
  /** ms: who had an address until then is certain now. Left out: it always is. */
  readonly settled?: () => number;
  readonly streams: Pick<StreamCoverage, 'beat' | 'takeGaps'>;
  /** ms of a (scaled) day. */
  readonly timeUnit: number;
  readonly limits: Caps & { readonly queue: number; readonly workloads: number };
  /** Stores what else must outlast a restart; after each flush that was stored. */
  readonly remember?: () => Promise<void>;
  /** A name that no other batch ever had. */
  readonly newBatchId: () => string;
  /** After each attempt to store, and after each batch that couldn't be stored. */
  readonly onFlush: (outcome: {
    readonly seconds: number;
    readonly records: number;
    readonly error: unknown;
  }) => void;
  /** Stored records that were dated later than could be, and count as of then. */
  readonly onClamped: (records: number) => void;
}

/** Taken from the tallies and not yet stored: still counted. Nothing newer may be stored before it. */
interface Pending {
  readonly batch: string;
  readonly inputs: readonly Input[];
  readonly counters: readonly RecordCount[];
  /** null = what it belongs to could not be read yet. */
  built: Built | null;
}

/** Operations that stay in memory between flushes; one takes a kilobyte or two. */
const ACTIVE_OPERATIONS = 200_000;
/** How far ahead, ms, the clock of who pushes lines may be. */
const CLOCK_SKEW = 300_000;

/**
 * The one writer: turns what was counted into commits, one after the other, each stored once or not at all.
 */
export class Collector implements Batches {
  readonly #options: CollectorOptions;
  readonly #cache: WorkloadCache;
  readonly #stored = new CounterSums();
  readonly #tallies: OpenTallies;
  readonly #delivered: Delivered;
  readonly #known = new Set<WorkloadId>();
  readonly #news = new Map<WorkloadId, number>();
  #epoch: number;
  #pending: Pending | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#cache = new WorkloadCache(options.store, ACTIVE_OPERATIONS);
    this.#delivered = new Delivered(options.clock, options.timeUnit);
    this.#epoch = options.epoch();
    this.#tallies = new OpenTallies(options.settled ?? (() => Number.POSITIVE_INFINITY));
  }

  /** Reads what a restart must go on from. */
  async load(): Promise<void> {
    const { store } = this.#options;
    this.#stored.add(await store.counters());
    for (const { key } of await store.workloads()) this.#known.add(workloadId(key));
    this.#delivered.resume(await store.listening());
  }

  /** A tally that every flush empties. `live`: the input listens by itself from now on, records or none. */
  tally(source: RecordSource, live: boolean): FlowTally {
    const tally = new FlowTally({ source, ...this.#tallyOptions() });
    this.#tallies.add(tally);
    if (live) this.#delivered.listen(source);
    return tally;
  }

  open(source: RecordSource, id: string | null): Batch {
    const { clock, newBatchId } = this.#options;
    const latest = () => clock.now() + CLOCK_SKEW;
    const tally = new FlowTally({ source, ...this.#tallyOptions(), latest });
    const commit = async () => {
      await this.#tallies.complete(tally);
      return this.#inTurn(() => this.#commitBatch(tally, id ?? newBatchId()));
    };
    return { tally, commit };
  }

  /**
   * Stores all that was counted until now. Never throws: what can't be stored now is tried again by the next
   * flush.
   */
  async flush(): Promise<boolean> {
    return this.#inTurn(() => this.#flushTallies());
  }

  /** From now on no record waits: what isn't certain now ends as `address-unsettled`. */
  close(): void {
    this.#tallies.close();
  }

  /**
   * Counts what waited to be certain; and flushes before its time if half of the room for unflushed tuples is
   * taken: busy must not become lossy.
   */
  async relieve(): Promise<void> {
    this.#tallies.settle();
    const { queue } = this.#options.limits;
    if (this.#tallies.lasting.some((tally) => tally.size > queue / 2)) await this.flush();
  }

  /** Every tuple is identified anew: what the cluster is known to look like has changed. */
  forgetIdentities(): void {
    this.#epoch = this.#options.epoch();
    for (const tally of this.#tallies.lasting) tally.forget();
  }

  /** Stored and pending together. */
  counters(): RecordCount[] {
    return this.#stored.with([
      ...(this.#pending?.counters ?? []),
      ...this.#tallies.lasting.flatMap((tally) => recordCounts(tally.source, tally)),
    ]);
  }

  pendingRecords(): number {
    const pending = total(this.#pending?.counters ?? []);
    return this.#tallies.lasting.reduce((sum, tally) => sum + tally.records, pending);
  }

  /** Spans in which inputs delivered, until now. */
  listening(): Listening[] {
    return this.#delivered.spans();
  }

  /** How many commits have brought something new of the workload, and not just more of the same. */
  newsOf(id: WorkloadId): number {
    return this.#news.get(id) ?? 0;
  }

  /** As `newsOf`, of all of which there was any. */
  allNews(): ReadonlyMap<WorkloadId, number> {
    return this.#news;
  }

  #tallyOptions() {
    const { identify, limits, timeUnit, clock } = this.#options;
    return { identify, limit: limits.queue, timeUnit, now: clock.now };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #flushTallies(): Promise<boolean> {
    this.#options.streams.beat();
    this.#tallies.settle();
    if (!(await this.#storePending())) return false;
    const inputs = this.#tallies.lasting.map((tally) => ({ source: tally.source, taken: tally.take() }));
    const counters = inputs.flatMap(({ source, taken }) => recordCounts(source, taken));
    this.#pending = { batch: this.#options.newBatchId(), inputs, counters, built: null };
    // Not before: rows that are turned out while they have counts would take up the room of new ones.
    if (this.#epoch !== this.#options.epoch()) this.forgetIdentities();
    return (await this.#storePending()) && this.#remember();
  }

  async #remember(): Promise<boolean> {
    try {
      await this.#options.remember?.();
      return true;
    } catch (error) {
      this.#options.onFlush({ seconds: 0, records: 0, error });
      return false;
    }
  }

  /** False = not now; then it stays pending. */
  async #storePending(): Promise<boolean> {
    const pending = this.#pending;
    if (pending === null) return true;
    const started = performance.now();
    try {
      const takeGaps = () => this.#options.streams.takeGaps();
      pending.built ??= await this.#build(pending.batch, pending.inputs, takeGaps);
      await this.#options.store.commit(pending.built.commit);
    } catch (error) {
      this.#options.onFlush({ seconds: 0, records: 0, error });
      return false;
    }
    this.#pending = null;
    this.#settle(pending.built);
    const seconds = (performance.now() - started) / 1000;
    this.#options.onFlush({ seconds, records: total(pending.counters), error: null });
    return true;
  }

  async #commitBatch(tally: FlowTally, id: string): Promise<IngestAnswer> {
    if (!(await this.#storePending())) throw storeUnavailable();
    const inputs = [{ source: tally.source, taken: tally.take() }];
    let built: Built | null = null;
    try {
      // Gaps are for a flush to take: they would be lost with a batch that can't be stored.
      built = await this.#build(id, inputs, () => []);
      const outcome = await this.#options.store.commit(built.commit);
      if (outcome === 'duplicate') return await this.#countRepeat(tally.source, built);
    } catch (error) {
      if (built !== null) this.#forget(built);
      this.#options.onFlush({ seconds: 0, records: 0, error });
      throw storeUnavailable(error);
    }
    this.#settle(built);
    return ingestAnswer(built.commit.counters);
  }

  async #countRepeat(source: RecordSource, repeated: Built): Promise<IngestAnswer> {
    const disposition = { kind: 'dropped', reason: 'duplicate-batch' } as const;
    const counters = [{ source, disposition, count: total(repeated.commit.counters) }];
    const batch = this.#options.newBatchId();
    await this.#options.store.commit({ ...NOTHING, batch, time: repeated.commit.time, counters });
    this.#forget(repeated);
    this.#stored.add(counters);
    return ingestAnswer(counters);
  }

  async #build(batch: string, inputs: readonly Input[], takeGaps: () => readonly Gap[]): Promise<Built> {
    try {
      return await buildCommit(inputs, {
        batch,
        time: this.#options.clock.now(),
        cache: this.#cache,
        known: this.#known,
        limits: this.#options.limits,
        workloads: () => this.#options.store.workloads(),
        listening: this.#delivered.spans(inputs.map(({ source, taken }) => ({ source, days: taken.days }))),
        takeGaps,
      });
    } catch (error) {
      // Some of it may have been merged already, and which part nobody knows.
      this.#cache.clear();
      throw error;
    }
  }

  #settle({ commit, inputs, fresh, news }: Built): void {
    this.#stored.add(commit.counters);
    for (const { source, taken } of inputs) this.#delivered.add(source, taken.days);
    const clamped = inputs.reduce((sum, { taken }) => sum + taken.clamped, 0);
    if (clamped > 0) this.#options.onClamped(clamped);
    for (const id of fresh) this.#known.add(id);
    for (const id of news) this.#news.set(id, this.newsOf(id) + 1);
    this.#cache.trim();
  }

  /** What was merged for a commit that isn't stored is void. */
  #forget({ commit }: Built): void {
    this.#cache.forget(commit.workloads.map(({ key }) => workloadId(key)));
  }
}

const NOTHING = {
  workloads: [],
  operations: [],
  dayRows: [],
  hourCounts: [],
  denials: [],
  listening: [],
  gaps: [],
};

function total(counters: readonly RecordCount[]): number {
  return counters.reduce((sum, { count }) => sum + count, 0);
}

function storeUnavailable(cause?: unknown): AppError {
  return new AppError('unavailable', 'the batch could not be stored', { hint: 'send it again', cause });
}
