import type { RecordOutcome } from '../core/model/flow.ts';
import type { Named, Namer } from '../core/model/namer.ts';

/**
 * How long a record may wait for the cluster's word, ms. A watch that works brings certainty within seconds;
 * one that broke is made again within a minute and a half. Who pushed lines waits for the answer meanwhile.
 */
export const PATIENCE = 120_000;

/** Records that wait on one key, on average: three numbers are kept of each. */
const RECORDS_PER_KEY = 16;

export interface WaitingRecord {
  readonly key: string;
  readonly name: Namer;
  /** ms: when it began, when it counts, since when it waits. */
  readonly startTime: number;
  readonly time: number;
  readonly since: number;
  readonly outcome: RecordOutcome;
}

export interface WaitingEnd {
  named(named: Named, outcome: RecordOutcome, time: number): void;
  givenUp(outcome: RecordOutcome, time: number): void;
}

/** Records alike but for their times: three numbers each, one after the other. */
interface Group {
  readonly name: Namer;
  readonly outcome: RecordOutcome;
  times: number[];
}

/** Records that can't be named before it is certain who had their addresses when they began. */
export class Waiting {
  readonly #limit: number;
  readonly #length: number;
  readonly #groups = new Map<string, Group>();
  #records = 0;
  #keyLength = 0;
  #oldest = Number.POSITIVE_INFINITY;
  #until = Number.NEGATIVE_INFINITY;
  #patience = PATIENCE;

  /** Bounds: keys, and the characters of all keys together. */
  constructor(limit: number, length: number) {
    this.#limit = limit;
    this.#length = length;
  }

  get records(): number {
    return this.#records;
  }

  /** False = there is no room. */
  add({ key, name, startTime, time, since, outcome }: WaitingRecord): boolean {
    if (this.#records >= this.#limit * RECORDS_PER_KEY) return false;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= this.#limit || this.#keyLength >= this.#length) return false;
      group = { name, outcome, times: [] };
      this.#groups.set(key, group);
      this.#keyLength += key.length;
    }
    group.times.push(startTime, time, since);
    this.#records++;
    this.#oldest = Math.min(this.#oldest, since);
    return true;
  }

  /** From now on none waits longer than until it is settled next. */
  close(): void {
    this.#patience = Number.NEGATIVE_INFINITY;
  }

  /** Ends the wait of what began until `until` (ms), and of what has waited too long. */
  settle(until: number, now: number, end: WaitingEnd): void {
    if (this.#records === 0 || (until === this.#until && now < this.#oldest + this.#patience)) return;
    this.#until = until;
    this.#oldest = Number.POSITIVE_INFINITY;
    for (const [key, group] of this.#groups) {
      const waited = group.times;
      group.times = [];
      for (let i = 0; i < waited.length; i += 3) {
        const [startTime, time, since] = waited.slice(i, i + 3) as [number, number, number];
        const late = now >= since + this.#patience;
        const named = late || startTime <= until ? group.name(startTime) : null;
        if (named !== null) end.named(named, group.outcome, time);
        else if (late) end.givenUp(group.outcome, time);
        else {
          group.times.push(startTime, time, since);
          this.#oldest = Math.min(this.#oldest, since);
          continue;
        }
        this.#records--;
      }
      if (group.times.length > 0) continue;
      this.#groups.delete(key);
      this.#keyLength -= key.length;
    }
  }
}
