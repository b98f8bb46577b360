import type { Call } from '../core/evaluate/call.ts';
import { compile } from '../core/evaluate/compile.ts';
import type { Verdict } from '../core/evaluate/evaluate.ts';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { denialFindings } from '../core/review/denial-findings.ts';
import { denialJudge, wouldBeDenied } from '../core/review/judge-denials.ts';
import type { WorkloadReport } from '../ports.ts';
import type { Evidence } from './gather-evidence.ts';

/** Denials of so many (scaled) days before the workload's last record are acted upon; older ones are only shown. */
const RECENT_DAYS = 7;

/** What was denied at a workload. `policy`: the one that is recommended; `timeUnit`: ms of a (scaled) day. */
export function denialReportOf(
  evidence: Evidence,
  policy: AuthorizationPolicy | null,
  timeUnit: number,
): Pick<WorkloadReport, 'denied' | 'findings'> {
  const { workload, deployed, denied, policiesSince, edges } = evidence;
  const calls = denied.calls.filter((call) => wouldBeDenied(call, deployed));
  const dryRun = calls.reduce((sum, { denial, count }) => sum + (denial.dryRun ? count : 0), 0);
  const judge = denialJudge(deployed, compile, policiesSince);
  const since = workload.lastRecord - RECENT_DAYS * timeUnit;
  const judged = calls.filter(({ lastSeen }) => lastSeen >= since).map(judge);
  const callers = edges.callers.filter((edge) => edge.evidence && edge.reporter === 'destination');
  return {
    denied: {
      dryRun: dryRun + denied.pastBound.dryRun,
      disagreements: judged.filter(({ agrees }) => agrees === false).length,
    },
    findings: denialFindings({
      workload: workload.key,
      judged,
      known: new Set(callers.flatMap(({ caller }) => caller.principal ?? [])),
      recommended: admittedBy(evidence, policy),
    }),
  };
}

function admittedBy({ workload, mesh }: Evidence, policy: AuthorizationPolicy | null) {
  if (policy === null) return () => false;
  const labels = policy.spec.selector?.matchLabels ?? {};
  const { plane, key } = workload;
  const point = { plane, namespace: key.namespace, labels, service: null, mesh };
  let ask: ((call: Call) => Verdict) | null = null;
  return (call: Call) => {
    ask ??= compile([policy], point);
    return ask(call).verdict === 'allow';
  };
}
