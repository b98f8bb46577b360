import { Directory } from '../../src/core/identify/directory.ts';
import { type Identified, identify } from '../../src/core/identify/identify.ts';
import type { RecordOutcome } from '../../src/core/model/flow.ts';
import type { DropReason } from '../../src/core/model/reason.ts';
import type { Reporter, TrafficRecord } from '../../src/core/model/record.ts';
import type { StreamWatch, Tally, TallyRow } from '../../src/ports.ts';

export interface RecordedRow extends TallyRow {
  readonly record: TrafficRecord;
  readonly identified: Identified;
  readonly outcomes: Map<RecordOutcome, number>;
  readonly times: number[];
}

/** A Tally that remembers everything it was told, identified by the real core. */
export class RecordingTally implements Tally {
  readonly rows = new Map<string, RecordedRow>();
  readonly drops = new Map<DropReason, number>();
  readonly directory = new Directory();
  readonly #limit: number;

  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  find(tuple: string): RecordedRow | undefined {
    return this.rows.get(tuple);
  }

  insert(tuple: string, record: TrafficRecord): RecordedRow | null {
    if (this.rows.size >= this.#limit) return null;
    const identified = identify(record, this.directory, {
      trustDomain: 'cluster.local',
      cluster: 'Kubernetes',
    });
    const row = { tuple, record, identified, outcomes: new Map(), times: [] };
    this.rows.set(tuple, row);
    return row;
  }

  add(row: TallyRow, outcome: RecordOutcome, time: number): void {
    const { outcomes, times } = row as RecordedRow;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    times.push(time);
  }

  wait(): never {
    throw new Error('all addresses are certain here');
  }

  drop(reason: DropReason, count = 1): void {
    this.drops.set(reason, (this.drops.get(reason) ?? 0) + count);
  }
}

export interface WatchedEvent {
  readonly event: 'opened' | 'closed' | 'broke';
  readonly node: string;
  readonly reporter?: Reporter;
  readonly lastMessage?: number;
}

/** A StreamWatch that remembers. */
export class RecordingWatch implements StreamWatch {
  readonly events: WatchedEvent[] = [];

  opened(node: string, reporter: Reporter): void {
    this.events.push({ event: 'opened', node, reporter });
  }

  closed(node: string): void {
    this.events.push({ event: 'closed', node });
  }

  broke(node: string, lastMessage: number): void {
    this.events.push({ event: 'broke', node, lastMessage });
  }
}
