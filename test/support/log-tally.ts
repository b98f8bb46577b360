import type { Directory } from '../../src/core/identify/directory.ts';
import { type Identified, identify } from '../../src/core/identify/identify.ts';
import { callerKey } from '../../src/core/model/caller.ts';
import type { Flow, RecordOutcome } from '../../src/core/model/flow.ts';
import type { DropReason } from '../../src/core/model/reason.ts';
import type { TrafficRecord } from '../../src/core/model/record.ts';
import { workloadId } from '../../src/core/model/workload.ts';
import type { Tally, TallyRow } from '../../src/ports.ts';

export interface LogTallyRow extends TallyRow {
  readonly record: TrafficRecord;
  readonly identified: Identified;
  readonly adds: { readonly outcome: RecordOutcome; readonly time: number }[];
}

/** Counts in memory what a reader reads, each tuple with the record it began with and what that is about. */
export class LogTally implements Tally {
  readonly rows = new Map<string, LogTallyRow>();
  readonly drops: DropReason[] = [];
  readonly #directory: Directory;

  readonly #limit: number;

  constructor(directory: Directory, limit = Number.POSITIVE_INFINITY) {
    this.#directory = directory;
    this.#limit = limit;
  }

  find(tuple: string): TallyRow | undefined {
    return this.rows.get(tuple);
  }

  insert(tuple: string, record: TrafficRecord): TallyRow | null {
    if (this.rows.size >= this.#limit) return null;
    const mesh = { trustDomain: 'cluster.local', cluster: 'Kubernetes' };
    const row = { tuple, record, identified: identify(record, this.#directory, mesh), adds: [] };
    this.rows.set(tuple, row);
    return row;
  }

  add(row: TallyRow, outcome: RecordOutcome, time: number): void {
    (row as LogTallyRow).adds.push({ outcome, time });
  }

  wait(): never {
    throw new Error('all addresses are certain here');
  }

  drop(reason: DropReason, count = 1): void {
    for (let i = 0; i < count; i++) this.drops.push(reason);
  }

  /**
   * One line per operation, each with its counts: `reporter caller → workload:port protocol METHOD /path
   * {ok,…}`.
   */
  operations(reporter: Flow['reporter'] = 'destination'): Record<string, OperationCounts> {
    const found: Record<string, OperationCounts> = {};
    for (const { identified, adds } of this.rows.values()) {
      if (identified.kind !== 'flow' || identified.flow.reporter !== reporter) continue;
      const { flow } = identified;
      for (const { outcome } of adds) {
        if (outcome !== 'ok' && outcome !== 'failed' && outcome !== 'denied') continue;
        const before = found[operationLine(flow)] ?? { ok: 0, failed: 0, denied: 0 };
        found[operationLine(flow)] = { ...before, [outcome]: before[outcome] + 1 };
      }
    }
    return found;
  }

  /** How many records ended where: outcomes of destination rows, kept reasons, drops. */
  endings(): Record<string, number> {
    const found: Record<string, number> = {};
    const count = (ending: string) => {
      found[ending] = (found[ending] ?? 0) + 1;
    };
    for (const { identified, adds } of this.rows.values()) {
      for (const { outcome } of adds) {
        if (identified.kind === 'kept') count(identified.reason);
        else count(identified.flow.reporter === 'source' ? 'source-row' : outcome);
      }
    }
    for (const reason of this.drops) count(reason);
    return found;
  }
}

export interface OperationCounts {
  readonly ok: number;
  readonly failed: number;
  readonly denied: number;
}

export function operationLine(flow: Flow): string {
  const { caller, workload, port, protocol, method, path } = flow;
  const operation = protocol === 'tcp' ? '' : ` ${method} ${path}`;
  return `${callerKey(caller)} → ${workloadId(workload)}:${port} ${protocol}${operation}`;
}
