import type { Finding } from '../model/finding.ts';
import type { Detail } from '../model/flow.ts';
import type { Operation } from '../model/operation.ts';
import { type Workload, type WorkloadKey, workloadId } from '../model/workload.ts';
import { isEvidence, isVerified } from './evidence.ts';
import { flowWords } from './flow-words.ts';

/** Rows shown of a long list. */
const SHOWN = 20;

/** What a reviewer must know of the operations behind a policy, or behind its absence. */
export function findingsOf(
  { key, plane }: Workload,
  operations: readonly Operation[],
  detail: Detail,
): Finding[] {
  const evidence = operations.filter(
    (operation) => isEvidence(operation) && operation.reporter === 'destination',
  );
  return [
    // A gateway is there for callers from outside; its missing policy says so already.
    ...(plane === 'gateway' ? [] : anonymousCallers(key, evidence)),
    ...waypointIdentityMissing(key, evidence),
    ...(detail === 'paths' ? pathClaimed(key, evidence) : []),
    ...(detail === 'callers' ? [] : portAlsoTcp(key, evidence)),
  ];
}

function anonymousCallers(workload: WorkloadKey, evidence: readonly Operation[]): Finding[] {
  return found(
    workload,
    evidence.filter(({ caller }) => caller.principal === null),
    {
      id: 'anonymous-callers',
      severity: 'warning',
      title: 'Callers without a verified identity succeed',
      why: 'No rule can name them: once the policy is enforced they are denied.',
      whatToDo: 'Bring them into the mesh, or decide by hand what they may do, before enforcing.',
    },
  );
}

/** M4: behind a waypoint the caller stands in filter state, which is logged only where it is asked for. */
function waypointIdentityMissing(workload: WorkloadKey, evidence: readonly Operation[]): Finding[] {
  return found(
    workload,
    evidence.filter(({ caller }) => caller.anonymousReason === 'waypoint-identity-missing'),
    {
      id: 'waypoint-identity-missing',
      severity: 'warning',
      title: 'The waypoint does not say who called',
      why: 'Its log carries no filter state, and it is nowhere else.',
      whatToDo:
        'Add io.istio.peer_principal and io.istio.local_principal to filterStateObjectsToLog of the provider.',
    },
  );
}

function pathClaimed(workload: WorkloadKey, evidence: readonly Operation[]): Finding[] {
  return found(
    workload,
    evidence.filter(({ marks }) => marks.includes('path-claimed')),
    {
      id: 'path-claimed',
      severity: 'warning',
      title: 'Paths may be the callers’ own words',
      why: 'The log format has one field for the path, which a header of the caller can set.',
      whatToDo: 'Stay at callers or methods, or use a source that has the path as the proxy judged it.',
    },
  );
}

/** A TCP rule names ports only, and so admits every HTTP call on them. */
function portAlsoTcp(workload: WorkloadKey, evidence: readonly Operation[]): Finding[] {
  const verified = evidence.filter(isVerified);
  const key = ({ caller, port }: Operation) => `${caller.principal} ${port}`;
  const tcp = new Set(verified.filter(({ protocol }) => protocol === 'tcp').map(key));
  const both = verified.filter((operation) => operation.protocol === 'http' && tcp.has(key(operation)));
  return found(workload, both, {
    id: 'port-also-tcp',
    severity: 'info',
    title: 'A port carries both HTTP and plain TCP',
    why: 'For TCP a rule can name only caller and port, and that admits all HTTP on the port as well.',
    whatToDo: 'Declare the port’s protocol in the Service (appProtocol), so that all of it is HTTP or none.',
  });
}

function found(
  workload: WorkloadKey,
  operations: readonly Operation[],
  finding: Omit<Finding, 'workload' | 'rows'>,
): Finding[] {
  if (operations.length === 0) return [];
  const rows = [...new Set(operations.map((operation) => flowWords(workload, operation)))].toSorted();
  return [{ ...finding, workload: workloadId(workload), rows: rows.slice(0, SHOWN) }];
}
