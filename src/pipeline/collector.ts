import { AppError } from '../app-error.ts';
import type { Caps } from '../core/aggregate/caps.ts';
import type { Identified } from '../core/identify/identify.ts';
import type { Listening } from '../core/model/coverage.ts';
import type { RecordSource } from '../core/model/reason.ts';
import type { TrafficRecord } from '../core/model/record.ts';
import { type WorkloadId, workloadId } from '../core/model/workload.ts';
import type { Batch, Batches, Clock, Commit, IngestAnswer, RecordCount, Store } from '../ports.ts';
import { Collection } from './collect.ts';
import { Delivered } from './delivered.ts';
import { CounterSums, ingestAnswer, recordCounts } from './record-counts.ts';
import type { StreamCoverage } from './stream-coverage.ts';
import { FlowTally, type Taken } from './tally.ts';
import { WorkloadCache } from './workload-cache.ts';

export interface CollectorOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly identify: (record: TrafficRecord) => Identified;
  readonly streams: StreamCoverage;
  /** ms of a (scaled) day. */
  readonly timeUnit: number;
  readonly limits: Caps & { readonly queue: number; readonly workloads: number };
  /** A name that no other batch ever had. */
  readonly newBatchId: () => string;
  readonly onFlush: (outcome: {
    readonly seconds: number;
    readonly records: number;
    readonly error: unknown;
  }) => void;
}

/** Workloads whose operations stay in memory between flushes. */
const ACTIVE_WORKLOADS = 2000;

/** The one writer: turns what was counted into commits, one after the other, each stored once or not at all. */
export class Collector implements Batches {
  readonly #options: CollectorOptions;
  readonly #cache: WorkloadCache;
  readonly #stored = new CounterSums();
  readonly #tallies: FlowTally[] = [];
  readonly #delivered: Delivered;
  #known = new Set<WorkloadId>();
  /** Built but not stored: nothing newer may be stored before it. */
  #unstored: Commit | null = null;
  /** Taken from the tallies and not yet stored: still counted. */
  #waiting: readonly RecordCount[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#cache = new WorkloadCache(options.store, ACTIVE_WORKLOADS);
    this.#delivered = new Delivered(options.clock);
  }

  /** Reads what a restart must go on from. */
  async load(): Promise<void> {
    const { store } = this.#options;
    this.#stored.add(await store.counters());
    this.#known = new Set((await store.workloads()).map(({ key }) => workloadId(key)));
    this.#delivered.resume(await store.listening());
  }

  /** A tally that every flush empties. `live`: the input listens by itself from now on, records or none. */
  tally(source: RecordSource, live: boolean): FlowTally {
    const tally = this.#newTally(source);
    this.#tallies.push(tally);
    if (live) this.#delivered.listen(source);
    return tally;
  }

  open(source: RecordSource, id: string | null): Batch {
    const tally = this.#newTally(source);
    return {
      tally,
      commit: () => this.#inTurn(() => this.#commitBatch(tally, id ?? this.#options.newBatchId())),
    };
  }

  /** Stores all that was counted until now. Never throws: what can't be stored now is tried again by the next flush. */
  async flush(): Promise<boolean> {
    return this.#inTurn(() => this.#flushTallies());
  }

  /** Every tuple is identified anew: what the cluster is known to look like has changed. */
  forgetIdentities(): void {
    for (const tally of this.#tallies) tally.forget();
  }

  counters(): RecordCount[] {
    const waiting = this.#unstored?.counters ?? [];
    return this.#stored.with([
      ...waiting,
      ...this.#tallies.flatMap((tally) => recordCounts(tally.source, tally)),
    ]);
  }

  pendingRecords(): number {
    const waiting = this.#waiting.reduce((sum, { count }) => sum + count, 0);
    return this.#tallies.reduce((sum, tally) => sum + tally.records, waiting);
  }

  /** Spans in which inputs delivered, until now. */
  listening(): Listening[] {
    return this.#delivered.spans();
  }

  #newTally(source: RecordSource): FlowTally {
    const { identify, limits, timeUnit } = this.#options;
    return new FlowTally({ source, identify, limit: limits.queue, timeUnit });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #flushTallies(): Promise<boolean> {
    if (this.#unstored !== null && !(await this.#store(this.#unstored))) return false;
    const taken = this.#tallies.map((tally) => ({ source: tally.source, taken: tally.take() }));
    this.#waiting = taken.flatMap((one) => recordCounts(one.source, one.taken));
    this.#unstored = await this.#commitOf(this.#options.newBatchId(), taken);
    return this.#store(this.#unstored);
  }

  async #store(commit: Commit): Promise<boolean> {
    const started = performance.now();
    const records = commit.counters.reduce((sum, { count }) => sum + count, 0);
    try {
      await this.#options.store.commit(commit);
    } catch (error) {
      this.#options.onFlush({ seconds: 0, records, error });
      return false;
    }
    this.#stored.add(commit.counters);
    this.#unstored = null;
    this.#waiting = [];
    this.#cache.trim();
    this.#options.onFlush({ seconds: (performance.now() - started) / 1000, records, error: null });
    return true;
  }

  async #commitBatch(tally: FlowTally, id: string): Promise<IngestAnswer> {
    if (this.#unstored !== null && !(await this.#store(this.#unstored))) throw storeUnavailable();
    const commit = await this.#commitOf(id, [{ source: tally.source, taken: tally.take() }]);
    let outcome: 'stored' | 'duplicate';
    try {
      outcome = await this.#options.store.commit(commit);
    } catch (error) {
      this.#cache.forget(commit.workloads.map(({ key }) => workloadId(key)));
      this.#options.onFlush({ seconds: 0, records: 0, error });
      throw storeUnavailable(error);
    }
    if (outcome === 'stored') {
      this.#stored.add(commit.counters);
      return ingestAnswer(commit.counters);
    }
    this.#cache.forget(commit.workloads.map(({ key }) => workloadId(key)));
    return this.#countRepeat(tally.source, commit);
  }

  async #countRepeat(source: RecordSource, repeated: Commit): Promise<IngestAnswer> {
    const count = repeated.counters.reduce((sum, one) => sum + one.count, 0);
    const counters: RecordCount[] = [
      { source, disposition: { kind: 'dropped', reason: 'duplicate-batch' }, count },
    ];
    const nothing = {
      ...repeated,
      workloads: [],
      operations: [],
      dayRows: [],
      hourCounts: [],
      listening: [],
    };
    await this.#options.store.commit({ ...nothing, batch: this.#options.newBatchId(), counters });
    this.#stored.add(counters);
    return ingestAnswer(counters);
  }

  async #commitOf(batch: string, inputs: readonly { source: RecordSource; taken: Taken }[]): Promise<Commit> {
    const { limits, clock, streams } = this.#options;
    const collection = new Collection((id) => this.#cache.get(id), this.#known);
    for (const { source, taken } of inputs) {
      await collection.add(taken, { source, caps: limits, mostWorkloads: limits.workloads });
      this.#delivered.add(source, taken.span);
    }
    streams.beat();
    return {
      batch,
      time: clock.now(),
      counters: inputs.flatMap(({ source, taken }) => recordCounts(source, taken)),
      workloads: [...collection.workloads.values()],
      operations: collection.operations,
      dayRows: collection.dayRows,
      hourCounts: collection.hourCounts,
      listening: this.#delivered.spans(),
      gaps: streams.takeGaps(),
    };
  }
}

function storeUnavailable(cause?: unknown): AppError {
  return new AppError('unavailable', 'the batch could not be stored', { hint: 'send it again', cause });
}
