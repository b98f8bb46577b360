import type { Caller } from '../../../src/core/model/caller.ts';
import { callerKey } from '../../../src/core/model/caller.ts';
import type { Outcome } from '../../../src/core/model/flow.ts';
import type { Counts } from '../../../src/core/model/operation.ts';
import type { WorkloadId } from '../../../src/core/model/workload.ts';

/** What one call proves at its callee, and how it ended there. */
export interface DrivenCall {
  readonly caller: Caller;
  readonly workload: WorkloadId;
  readonly port: number;
  readonly protocol: 'http' | 'tcp';
  readonly method: string | null;
  readonly path: string | null;
  readonly outcome: Outcome;
}

/** Calls of one operation added up; the path is concrete and without its query. */
export interface ExpectedEdge extends Omit<DrivenCall, 'outcome'> {
  readonly counts: Counts;
}

/** What was really driven: written by the callers, so that no proxy and no parser is asked about it. */
export interface Ledger {
  add(call: DrivenCall): void;
  /** Log entries that proxies write about the calls so far, whatever they prove. */
  addRecords(count: number): void;
  edges(): ExpectedEdge[];
  records(): number;
}

export function createLedger(): Ledger {
  const edges = new Map<string, ExpectedEdge>();
  let records = 0;
  return {
    add({ outcome, ...call }) {
      const path = call.path?.split('?', 1)[0] ?? null;
      const key = [call.workload, callerKey(call.caller), call.port, call.protocol, call.method, path].join(
        '\n',
      );
      const before = edges.get(key)?.counts ?? { ok: 0, failed: 0, denied: 0 };
      edges.set(key, { ...call, path, counts: { ...before, [outcome]: before[outcome] + 1 } });
    },
    addRecords(count) {
      records += count;
    },
    edges: () => [...edges.values()],
    records: () => records,
  };
}
