import type { Flow, RecordOutcome } from '../../src/core/model/flow.ts';
import type { RecordedRow, RecordingTally } from './als-tally.ts';

interface Counts {
  ok: number;
  failed: number;
  denied: number;
}

/** What expected.json of a capture is compared by: see the README beside the captures. */
export interface Ledger {
  readonly records: { received: number; evidence: number; kept: number; dropped: number };
  /** By `caller → cluster/namespace/workload:port/protocol`. */
  readonly edges: Readonly<Record<string, Counts & { evidence: boolean }>>;
  /** By edge, then ` METHOD path`; method `null` = unknown. */
  readonly operations: Readonly<Record<string, Counts>>;
  /** Drops and kept records without an edge, by reason; those that aren't zero. */
  readonly reasons: Readonly<Record<string, number>>;
}

interface ExpectedEdge {
  readonly principal: string | null;
  readonly anonymousReason?: string;
  readonly destination: { readonly cluster: string; readonly namespace: string; readonly workload: string };
  readonly port: number;
  readonly protocol: string;
  readonly evidence: boolean;
  readonly counts: Counts;
  readonly operations?: readonly {
    readonly method: string | null;
    readonly path: string;
    readonly counts: Counts;
  }[];
}

export interface Expected {
  readonly edges: readonly ExpectedEdge[];
  readonly gatewayEdges?: readonly ExpectedEdge[];
  readonly records: Ledger['records'];
  readonly reasons?: Readonly<Record<string, number>>;
}

const OUTCOMES = ['ok', 'failed', 'denied'] as const satisfies readonly RecordOutcome[];

export function expectedLedger(expected: Expected): Ledger {
  const { edges, operations, addEdge, addOperation } = collector();
  for (const edge of [...expected.edges, ...(expected.gatewayEdges ?? [])]) {
    const { cluster, namespace, workload } = edge.destination;
    const protocol = edge.protocol === 'tcp' ? 'tcp' : 'http';
    const caller = edge.principal ?? `anonymous:${edge.anonymousReason}`;
    const key = `${caller} → ${cluster}/${namespace}/${workload}:${edge.port}/${protocol}`;
    addEdge(key, edge.counts);
    for (const { method, path, counts } of edge.operations ?? [])
      addOperation(`${key} ${method} ${path}`, counts);
  }
  return { records: expected.records, edges, operations, reasons: { ...expected.reasons } };
}

export function ledgerOf(tally: RecordingTally): Ledger {
  const { edges, operations, addEdge, addOperation } = collector();
  const reasons: Record<string, number> = {};
  let evidence = 0;
  let kept = 0;
  let dropped = 0;
  for (const [reason, count] of tally.drops) {
    dropped += count;
    reasons[reason] = count;
  }
  for (const row of tally.rows.values()) {
    const flow = destinationFlow(row);
    for (const [outcome, count] of row.outcomes) {
      if (flow && outcome === 'ok') evidence += count;
      else kept += count;
      if (flow && !isCounted(outcome)) reasons[outcome] = (reasons[outcome] ?? 0) + count;
    }
    const counts = countsOf(row);
    if (!flow || counts.ok + counts.failed + counts.denied === 0) continue;
    const { cluster, namespace, name } = flow.workload;
    const caller = flow.caller.principal ?? `anonymous:${flow.caller.anonymousReason}`;
    const key = `${caller} → ${cluster}/${namespace}/${name}:${flow.port}/${flow.protocol}`;
    addEdge(key, counts);
    if (flow.protocol === 'http') addOperation(`${key} ${flow.method} ${flow.path}`, counts);
  }
  return {
    records: { received: evidence + kept + dropped, evidence, kept, dropped },
    edges,
    operations,
    reasons,
  };
}

function destinationFlow({ identified }: RecordedRow): Flow | null {
  return identified.kind === 'flow' && identified.flow.reporter === 'destination' ? identified.flow : null;
}

function isCounted(outcome: RecordOutcome): boolean {
  return OUTCOMES.some((counted) => counted === outcome);
}

function countsOf({ outcomes }: RecordedRow): Counts {
  return {
    ok: outcomes.get('ok') ?? 0,
    failed: outcomes.get('failed') ?? 0,
    denied: outcomes.get('denied') ?? 0,
  };
}

function collector() {
  const edges: Record<string, Counts & { evidence: boolean }> = {};
  const operations: Record<string, Counts> = {};
  const sum = (a: Counts, b: Counts): Counts => ({
    ok: a.ok + b.ok,
    failed: a.failed + b.failed,
    denied: a.denied + b.denied,
  });
  const none = { ok: 0, failed: 0, denied: 0 };
  return {
    edges,
    operations,
    addEdge(key: string, counts: Counts): void {
      const all = sum(edges[key] ?? none, counts);
      edges[key] = { ...all, evidence: all.ok > 0 };
    },
    addOperation(key: string, counts: Counts): void {
      operations[key] = sum(operations[key] ?? none, counts);
    },
  };
}
