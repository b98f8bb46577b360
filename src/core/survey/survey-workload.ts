import type { Edge } from '../model/edge.ts';
import type { Finding } from '../model/finding.ts';
import type { Operation } from '../model/operation.ts';
import type { WithheldReason } from '../model/recommendation.ts';
import type { Workload } from '../model/workload.ts';
import { accountFindings } from './account-findings.ts';
import { checkFindings } from './check-findings.ts';
import { listed } from './listed.ts';
import { mtlsFindings } from './mtls-findings.ts';
import { planeFindings, planeObstacle } from './plane-findings.ts';
import { isRunning } from './pod-index.ts';
import { portFacts } from './port-facts.ts';
import { portFindings } from './port-findings.ts';
import type { Reporting } from './reporting.ts';
import { scheduledCallers } from './schedule-findings.ts';
import type { ClusterSurvey } from './survey-of.ts';
import { refusedReporters, takesAccessLogs } from './telemetry-sink.ts';

/** What the cluster's objects say of a workload. */
export interface WorkloadSurvey {
  readonly findings: readonly Finding[];
  /** What they have against proposing a policy. */
  readonly withheld: { readonly reason: WithheldReason; readonly why: string } | null;
}

export interface SurveyedWorkload {
  readonly workload: Workload;
  readonly operations: readonly Operation[];
  /** At detail `callers`. */
  readonly edges: readonly Edge[];
  /** ms of covered time. */
  readonly covered: number;
  readonly reporting: Reporting | null;
  /** Namespaces for which nothing is proposed. */
  readonly leftOut: ReadonlySet<string>;
}

/** `survey`: null = nothing is known of a cluster. */
export function surveyWorkload(
  { workload, operations, edges, covered, reporting, leftOut }: SurveyedWorkload,
  survey: ClusterSurvey | null,
): WorkloadSurvey {
  const refused = refusedReporters(workload, operations);
  const { namespace } = workload.key;
  if (leftOut.has(namespace)) {
    const why = `Workloads of ${namespace} are left out. The setting mesh.leaveOut lists the namespaces that are.`;
    return { findings: refused, withheld: { reason: 'left-out', why } };
  }
  if (takesAccessLogs(operations)) {
    const why =
      'Proxies stream their access logs to it, and a policy from evidence would lock reporters out.';
    return { findings: refused, withheld: { reason: 'left-out', why } };
  }
  if (survey === null) return { findings: [], withheld: null };
  const running = survey.pods.of(workload.key).filter(isRunning);
  const obstacle = planeObstacle(running);
  return {
    findings: [
      ...planeFindings(workload, running),
      ...checkFindings(workload, edges, running),
      ...portFindings(workload, edges, portFacts(workload.key, survey)),
      ...accountFindings(workload, edges, survey),
      ...scheduledCallers(workload, edges, survey, covered),
      ...mtlsFindings(workload, edges, survey),
      ...reportingFindings(workload, reporting),
    ],
    withheld: obstacle === null ? null : { reason: 'inexpressible', why: obstacle },
  };
}

function reportingFindings({ key }: Workload, reporting: Reporting | null): Finding[] {
  if (reporting === null) return [];
  const { silent, heard, filtered } = reporting;
  const asked = filtered ? [`${key.namespace}/${key.name}`] : [];
  return [
    // Where none is heard the whole workload is named among those of the mesh.
    ...listed(key, heard > 0 ? silent : [], {
      id: 'pods-silent',
      severity: 'warning',
      title: 'Some of its pods were never heard',
      why: 'They are asked to report and others do; they may only be idle, or their telemetry doesn’t arrive.',
      whatToDo:
        'See whether they are called: kubectl logs of their istio-proxy, and its stats of access_logs.',
    }),
    ...listed(key, asked, {
      id: 'telemetry-filtered',
      severity: 'warning',
      title: 'A filter leaves some of its calls out of the telemetry',
      why: 'What is filtered out is never seen, and the policy would deny it.',
      whatToDo: 'Take the filter away from the Telemetry’s entry for leastpath.',
    }),
  ];
}
