import type { Finding } from '../model/finding.ts';
import type { Operation } from '../model/operation.ts';
import type { Workload } from '../model/workload.ts';
import { listed } from './listed.ts';

/** Where proxies stream their access logs to, leastpath's own port among them. */
const STREAM = '/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs';

/**
 * Do proxies stream their access logs to the workload? Such a stream ends without an answer, so it never proves that
 * its caller needs it, and every workload is a caller: a policy from this evidence would lock the reporters out.
 */
export function takesAccessLogs(operations: readonly Operation[]): boolean {
  return operations.some(({ path }) => path === STREAM);
}

/** Rows of a reporter that is refused are lost, and its proxy counts them as sent: only this tells. */
export function refusedReporters({ key }: Workload, operations: readonly Operation[]): Finding[] {
  const refused = operations.filter(({ path, counts }) => path === STREAM && counts.denied > 0);
  return listed(
    key,
    refused.map(
      ({ caller, counts }) => `${caller.principal ?? caller.anonymousReason}: ${counts.denied} times`,
    ),
    {
      id: 'reporters-refused',
      severity: 'critical',
      title: 'A policy keeps proxies from sending their telemetry',
      why: 'What they saw meanwhile is lost, and they count it as sent.',
      whatToDo:
        'Let the policy of this workload admit every reporter on its ALS port, as leastpath’s own does.',
    },
  );
}
