import type { Caller } from '../../../src/core/model/caller.ts';
import { callerKey } from '../../../src/core/model/caller.ts';
import type { Outcome } from '../../../src/core/model/flow.ts';
import type { Counts } from '../../../src/core/model/operation.ts';
import type { Principal } from '../../../src/core/model/principal.ts';
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
  readonly looks?: CallLooks;
}

/** What a log that doesn't say everything says of a call. */
export interface CallLooks {
  /** Whose address it came from; null = no pod's. */
  readonly address: Principal | null;
  /** The proxy took the caller's address from x-forwarded-for. */
  readonly forwarded: boolean;
  /** `:path` when the proxy logged it, and what x-envoy-original-path says, or else that. */
  readonly paths: { readonly raw: string; readonly claimed: string } | null;
  /** Without the text that says that it was denied; and without the gRPC status either. */
  readonly undetailed: Outcome;
  readonly byCode: Outcome;
}

/** Calls of one operation added up; the path is concrete and without its query. */
export interface ExpectedEdge extends Omit<DrivenCall, 'outcome' | 'looks'> {
  readonly counts: Counts;
}

/** What was really driven: written by the callers, so that no proxy and no parser is asked about it. */
export interface Ledger {
  add(call: DrivenCall): void;
  /** Log entries that proxies write about the calls so far, whatever they prove. */
  addRecords(count: number): void;
  edges(): ExpectedEdge[];
  calls(): readonly DrivenCall[];
  records(): number;
}

export function createLedger(): Ledger {
  const calls: DrivenCall[] = [];
  let records = 0;
  return {
    add(call) {
      calls.push(call);
    },
    addRecords(count) {
      records += count;
    },
    edges: () => edgesOf(calls),
    calls: () => calls,
    records: () => records,
  };
}

/** Adds calls of one operation up. */
export function edgesOf(calls: readonly DrivenCall[]): ExpectedEdge[] {
  const edges = new Map<string, ExpectedEdge>();
  for (const { outcome, looks: _, ...call } of calls) {
    const path = call.path?.split('?', 1)[0] ?? null;
    const { workload, caller, port, protocol, method } = call;
    const key = [workload, callerKey(caller), port, protocol, method, path].join('\n');
    const before = edges.get(key)?.counts ?? { ok: 0, failed: 0, denied: 0 };
    edges.set(key, { ...call, path, counts: { ...before, [outcome]: before[outcome] + 1 } });
  }
  return [...edges.values()];
}
