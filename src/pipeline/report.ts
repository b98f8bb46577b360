import { totalLength } from '../core/learn/intervals.ts';
import { nextStep } from '../core/learn/next-step.ts';
import type { Edge } from '../core/model/edge.ts';
import type { Finding } from '../core/model/finding.ts';
import { DETAILS, type Detail } from '../core/model/flow.ts';
import type { Counts } from '../core/model/operation.ts';
import type { Readiness } from '../core/model/readiness.ts';
import { workloadId } from '../core/model/workload.ts';
import { recommend } from '../core/recommend/recommend.ts';
import type { WorkloadReport } from '../ports.ts';
import { denialReportOf } from './denial-report.ts';
import type { Evidence } from './gather-evidence.ts';

/** What is shown of one workload. `timeUnit`: ms of a (scaled) day. */
export function reportOf(
  evidence: Evidence,
  readiness: Readonly<Record<Detail, Readiness>>,
  timeUnit: number,
): WorkloadReport {
  const { workload, history } = evidence;
  const proved = evidence.edges.callers.filter(isProved);
  const recommended = byDetail((detail) => recommend({ ...evidence, detail }));
  const { denied, findings } = denialReportOf(evidence, recommended.callers.policy, timeUnit);
  const callers = new Set(proved.map(({ caller }) => caller.principal ?? caller.anonymousReason));
  const anonymous = new Set(proved.flatMap(({ caller }) => caller.anonymousReason ?? []));
  return {
    id: workloadId(workload.key),
    workload,
    readiness,
    next: byDetail((detail) => {
      const { withheld } = recommended[detail];
      return withheld?.reason === 'left-out' ? withheld.why : nextStep(readiness[detail], timeUnit);
    }),
    coveredDays: totalLength(history.covered) / timeUnit,
    coverageShare: history.coverageShare,
    requests: totalRequests(evidence.edges.callers),
    callers: { total: callers.size, anonymous: anonymous.size },
    edges: byDetail((detail) => evidence.edges[detail].filter(isProved).length),
    withheld: byDetail((detail) => recommended[detail].withheld?.reason ?? null),
    policyCoverage: byDetail((detail) =>
      readiness[detail].state === 'stable' && recommended[detail].policy !== null
        ? verifiedShare(evidence)
        : 0,
    ),
    lastDayRequests: evidence.lastHours.reduce((sum, hour) => sum + hour.evidence, 0),
    anonymousRequests: anonymousRequests(proved),
    denied,
    findings: [
      ...uniqueFindings(DETAILS.flatMap((detail) => recommended[detail].findings)),
      // Nobody works at what is left out, so nothing that was denied there is pointed at.
      ...(recommended.callers.withheld?.reason === 'left-out' ? [] : findings),
    ],
  };
}

export function byDetail<T>(of: (detail: Detail) => T): Readonly<Record<Detail, T>> {
  return { callers: of('callers'), methods: of('methods'), paths: of('paths') };
}

function isProved(edge: Edge): boolean {
  return edge.evidence && edge.reporter === 'destination';
}

/** The policy allows all evidence of verified callers and nobody else: the proof before serving says so. */
function verifiedShare({ lastHours }: Evidence): number {
  const evidence = lastHours.reduce((sum, hour) => sum + hour.evidence, 0);
  const anonymous = lastHours.reduce((sum, hour) => sum + hour.anonymous, 0);
  return evidence === 0 ? 0 : (evidence - anonymous) / evidence;
}

function totalRequests(edges: readonly Edge[]): Counts {
  const total = { ok: 0, failed: 0, denied: 0 };
  for (const { counts, reporter } of edges) {
    if (reporter !== 'destination') continue;
    total.ok += counts.ok;
    total.failed += counts.failed;
    total.denied += counts.denied;
  }
  return total;
}

function anonymousRequests(edges: readonly Edge[]): Readonly<Record<string, number>> {
  const requests: Record<string, number> = {};
  for (const { caller, counts } of edges) {
    if (caller.anonymousReason === null) continue;
    requests[caller.anonymousReason] = (requests[caller.anonymousReason] ?? 0) + counts.ok;
  }
  return requests;
}

function uniqueFindings(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [finding.id, finding])).values()];
}
