import type { WatchStatus } from '../cluster-port.ts';
import type { Detail } from '../core/model/flow.ts';
import { STATES, type State } from '../core/model/readiness.ts';
import { RECORD_SOURCES } from '../core/model/reason.ts';
import { policyCoverageOf } from '../core/recommend/policy-coverage.ts';
import type { MeshReader, RecordCount, WorkloadReport } from '../ports.ts';
import type { Mesh, ReadinessParts } from './dto.ts';
import { perDetail, type ScaledTime, timeOrNull, timeText } from './views.ts';

export interface MeshFacts {
  readonly cluster: string;
  /** ms */
  readonly startedAt: number;
  /** Someone else than this machine can send telemetry, and nobody asks who. */
  readonly unauthenticated: boolean;
}

type Reports = readonly WorkloadReport[];

export function meshView(
  reader: MeshReader,
  facts: MeshFacts,
  scaled: ScaledTime,
  health: ReadinessParts,
  watches: readonly WatchStatus[],
): Mesh {
  const reports = reader.reports();
  const counters = reader.counters();
  const findings = reader.findings();
  const severe = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return {
    cluster: facts.cluster,
    startedAt: timeText(facts.startedAt),
    judgedAt: timeOrNull(reader.judgedAt()),
    ...scaled,
    unauthenticated: facts.unauthenticated,
    totals: {
      workloads: reports.length,
      edges: perDetail((detail) => sum(reports, (report) => report.edges[detail])),
      requests: {
        ok: sum(reports, (report) => report.requests.ok),
        failed: sum(reports, (report) => report.requests.failed),
        denied: sum(reports, (report) => report.requests.denied),
      },
      records: { ...recordTotals(counters), pending: reader.pendingRecords() },
    },
    coverage: {
      telemetry:
        reports.length === 0 ? null : sum(reports, (report) => report.coverageShare) / reports.length,
      policy: perDetail((detail) => policyCoverageOf(reports, detail)),
    },
    states: perDetail((detail) => countStates(reports, detail)),
    inputs: RECORD_SOURCES.map((source) => inputView(source, counters)),
    health,
    watches: watches.map((watch) => ({ ...watch, heardAt: timeOrNull(watch.heardAt) })),
    findings: { critical: severe('critical'), warning: severe('warning'), info: severe('info') },
    forecast: null,
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function recordTotals(counters: readonly RecordCount[]) {
  const of = (kind: string) => sum(counters, (row) => (row.disposition.kind === kind ? row.count : 0));
  const [evidence, kept, dropped] = [of('evidence'), of('kept'), of('dropped')];
  return { received: evidence + kept + dropped, evidence, kept, dropped };
}

function inputView(
  source: (typeof RECORD_SOURCES)[number],
  counters: readonly RecordCount[],
): Mesh['inputs'][number] {
  const rows = counters.filter((row) => row.source === source);
  const kept: Record<string, number> = {};
  const dropped: Record<string, number> = {};
  for (const { disposition, count } of rows) {
    if (disposition.kind === 'kept') kept[disposition.reason] = (kept[disposition.reason] ?? 0) + count;
    if (disposition.kind === 'dropped')
      dropped[disposition.reason] = (dropped[disposition.reason] ?? 0) + count;
  }
  const { received, evidence } = recordTotals(rows);
  return { source, received, evidence, kept, dropped };
}

function countStates(reports: Reports, detail: Detail): Record<State, number> {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>;
  for (const report of reports) counts[report.readiness[detail].state]++;
  return counts;
}
