import { DETAILS, type Detail } from '../core/model/flow.ts';
import { STATES } from '../core/model/readiness.ts';
import { policyCoverageOf } from '../core/recommend/policy-coverage.ts';
import type { WorkloadReport } from '../ports.ts';
import type { Instruments } from './instruments.ts';
import type { Labelled } from './label-cap.ts';

type Reports = readonly WorkloadReport[];

/**
 * What was judged of workloads and of the mesh. Everything is set anew: a workload that is gone leaves no
 * series.
 */
export function setWorkloadMetrics(
  instruments: Instruments,
  reports: Reports,
  rows: readonly Labelled[],
): void {
  for (const name of PER_WORKLOAD) instruments[name].reset();
  setMesh(instruments, reports);
  for (const row of rows) {
    setCounts(instruments, row);
    for (const detail of DETAILS) setForecast(instruments, row, detail);
  }
}

const PER_WORKLOAD = [
  'leastpath_workload_state',
  'leastpath_policy_coverage_ratio',
  'leastpath_mesh_policy_coverage_ratio',
  'leastpath_telemetry_coverage_ratio',
  'leastpath_unseen_risk_ratio',
  'leastpath_good_for_seconds',
  'leastpath_edges',
  'leastpath_anonymous_requests_total',
  'leastpath_denied_requests_total',
  'leastpath_denial_disagreements',
] as const;

function setMesh(instruments: Instruments, reports: Reports): void {
  for (const detail of DETAILS) {
    for (const state of STATES) {
      const count = reports.filter((report) => report.readiness[detail].state === state).length;
      instruments.leastpath_workloads.set({ detail, state }, count);
    }
    const covered = policyCoverageOf(reports, detail);
    // Without traffic there is no share; a 0 would page somebody.
    if (covered !== null) instruments.leastpath_mesh_policy_coverage_ratio.set({ detail }, covered);
  }
}

function setCounts(instruments: Instruments, { labels, reports }: Labelled): void {
  const worst = Math.min(...reports.map((report) => report.coverageShare));
  instruments.leastpath_telemetry_coverage_ratio.set(labels, worst);
  for (const { requests, denied, anonymousRequests } of reports) {
    instruments.leastpath_denied_requests_total.inc({ ...labels, enforced: 'true' }, requests.denied);
    instruments.leastpath_denied_requests_total.inc({ ...labels, enforced: 'false' }, denied.dryRun);
    instruments.leastpath_denial_disagreements.inc(labels, denied.disagreements);
    for (const [reason, count] of Object.entries(anonymousRequests)) {
      instruments.leastpath_anonymous_requests_total.inc({ ...labels, reason }, count);
    }
  }
}

/**
 * Of several workloads (the overflow row) counts are added, shares weighted, and of forecasts the worst is
 * shown.
 */
function setForecast(instruments: Instruments, row: Labelled, detail: Detail): void {
  const { labels, reports, overflow } = row;
  const of = { ...labels, detail };
  const [first] = reports;
  // An average of states would be none; leastpath_workloads counts them all.
  if (first && !overflow) {
    instruments.leastpath_workload_state.set(of, STATES.indexOf(first.readiness[detail].state));
  }
  const edges = reports.reduce((sum, report) => sum + report.edges[detail], 0);
  instruments.leastpath_edges.set(of, edges);
  const goodFor = Math.min(...reports.map((report) => report.readiness[detail].goodForSeconds));
  instruments.leastpath_good_for_seconds.set(of, goodFor);
  const risks = reports.map((report) => report.readiness[detail].risk.unseen).filter((risk) => risk !== null);
  if (risks.length > 0) instruments.leastpath_unseen_risk_ratio.set(of, Math.max(...risks));
  const covered = policyCoverageOf(reports, detail);
  if (covered !== null) instruments.leastpath_policy_coverage_ratio.set(of, covered);
}
