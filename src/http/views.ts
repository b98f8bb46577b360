import { type Caller, callerKey } from '../core/model/caller.ts';
import type * as model from '../core/model/edge.ts';
import type { Finding as ModelFinding } from '../core/model/finding.ts';
import { DETAILS, type Detail } from '../core/model/flow.ts';
import type { Readiness as ModelReadiness } from '../core/model/readiness.ts';
import type { WorkloadReport } from '../ports.ts';
import type { EdgeItem, Finding, Readiness, WorkloadDetail, WorkloadItem } from './dto.ts';

/** ms → RFC 3339, UTC. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

export function timeOrNull(ms: number | null): string | null {
  return ms === null ? null : timeText(ms);
}

export function edgeItem(edge: model.Edge): EdgeItem {
  const { port, protocol, method, path, evidence, days, thin, reporter } = edge;
  return {
    principal: edge.caller.principal,
    anonymousReason: edge.caller.anonymousReason,
    port,
    protocol,
    method,
    path,
    evidence,
    counts: { ...edge.counts },
    firstSeen: timeText(edge.firstSeen),
    lastSeen: timeText(edge.lastSeen),
    days,
    thin,
    reporter,
    decision: null,
  };
}

/** Total order over the edges of one list: what a cursor points into. */
export function edgeOrder(
  edge: { caller: Caller } & Pick<model.Edge, 'port' | 'protocol' | 'method' | 'path' | 'reporter'>,
): string {
  const family = edge.protocol === 'tcp' ? 'tcp' : 'http';
  const port = String(edge.port).padStart(5, '0');
  return [callerKey(edge.caller), port, family, edge.method ?? '', edge.path ?? '', edge.reporter].join('\n');
}

export function readinessView(readiness: ModelReadiness): Readiness {
  const { state, goodForSeconds, risk, expectedNew, backtest } = readiness;
  const gates = readiness.gates.map((gate) => ({ ...gate, clearsAt: timeOrNull(gate.clearsAt) }));
  return { state, gates, goodForSeconds, risk: { ...risk }, expectedNew, backtest };
}

export function findingView(finding: ModelFinding): Finding {
  return { ...finding, rows: [...finding.rows] };
}

export function perDetail<T>(of: (detail: Detail) => T): Record<Detail, T> {
  return Object.fromEntries(DETAILS.map((detail) => [detail, of(detail)])) as Record<Detail, T>;
}

export function workloadItem(report: WorkloadReport, detail: Detail): WorkloadItem {
  const { workload, readiness } = report;
  return {
    id: report.id,
    cluster: workload.key.cluster,
    namespace: workload.key.namespace,
    name: workload.key.name,
    plane: workload.plane,
    states: perDetail((each) => readiness[each].state),
    next: report.next[detail],
    goodForSeconds: readiness[detail].goodForSeconds,
    callers: { ...report.callers },
    edges: { ...report.edges },
    requests: { ...report.requests },
    lastDayRequests: report.lastDayRequests,
    coveredDays: report.coveredDays,
    coverageShare: report.coverageShare,
    withheld: { ...report.withheld },
    policyCoverage: { ...report.policyCoverage },
    firstRecord: timeText(workload.firstRecord),
    lastRecord: timeText(workload.lastRecord),
  };
}

export interface ScaledTime {
  readonly scaledTime: boolean;
  readonly timeUnit: string;
}

export function workloadDetail(
  report: WorkloadReport,
  detail: Detail,
  scaled: ScaledTime,
  judgedAt: number | null,
): WorkloadDetail {
  const { workload } = report;
  return {
    ...workloadItem(report, detail),
    ...scaled,
    labels: workload.labels === null ? null : { ...workload.labels },
    inputs: [...workload.inputs],
    rollouts: workload.rollouts.map((rollout) => ({ ...rollout, firstSeen: timeText(rollout.firstSeen) })),
    anonymousRequests: { ...report.anonymousRequests },
    readiness: perDetail((each) => readinessView(report.readiness[each])),
    findings: report.findings.map(findingView),
    judgedAt: timeOrNull(judgedAt),
  };
}
