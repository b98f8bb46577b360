import { counted } from '../learn/wording.ts';
import type { Finding } from '../model/finding.ts';
import { workloadId } from '../model/workload.ts';
import { gatewaysNotAsked } from './gateway-findings.ts';
import { listed } from './listed.ts';
import { isRunning } from './pod-index.ts';
import { policyFindings } from './policy-findings.ts';
import { type Heard, reportingOf } from './reporting.ts';
import { unseenCronJobs } from './schedule-findings.ts';
import type { ClusterSurvey } from './survey-of.ts';

/** What the cluster's objects say of the mesh as a whole. `leftOut`: namespaces that are no work of anybody's. */
export function surveyMesh(survey: ClusterSurvey, heard: Heard, leftOut: ReadonlySet<string>): Finding[] {
  return [
    ...policyFindings(survey),
    ...notReporting(survey, heard, leftOut),
    ...gatewaysNotAsked(survey, leftOut),
    ...unseenCronJobs(survey, leftOut),
  ];
}

/** Workloads that are asked to report and of which no proxy was ever heard. */
function notReporting(survey: ClusterSurvey, heard: Heard, leftOut: ReadonlySet<string>): Finding[] {
  const running = survey.inventory.pods.filter((pod) => isRunning(pod) && !leftOut.has(pod.namespace));
  const workloads = new Map(running.map(({ workload }) => [workloadId(workload), workload]));
  const rows = [...workloads.values()].flatMap((key) => {
    const reporting = reportingOf(key, survey, heard);
    const isSilent = reporting !== null && reporting.heard === 0 && reporting.silent.length > 0;
    return isSilent ? [`${key.namespace}/${key.name}: ${counted(reporting.silent.length, 'pod')}`] : [];
  });
  return listed(null, rows, {
    id: 'not-reporting',
    severity: 'warning',
    title: 'Workloads that should report don’t',
    why: 'Their proxies are asked to send here and were never heard: nothing is learned of who calls them.',
    whatToDo:
      'Idle ones are heard with their first call. For others see stats of access_logs in their istio-proxy.',
  });
}
