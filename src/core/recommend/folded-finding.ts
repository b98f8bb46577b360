import type { Finding } from '../model/finding.ts';
import type { Detail } from '../model/flow.ts';
import type { Principal } from '../model/principal.ts';
import { type WorkloadKey, workloadId } from '../model/workload.ts';
import type { VerifiedOperation } from './evidence.ts';
import type { Folded } from './folded.ts';

export const FOLDED_FOR_SIZE = 'folded-for-size';

/**
 * The bill of what was folded (L5): what each caller may do beyond what it was seen to do. `unfolded`: in
 * what the policy would be too large.
 */
export function foldedFinding(
  workload: WorkloadKey,
  evidence: readonly VerifiedOperation[],
  folded: Folded,
  unfolded: string | null,
): Finding[] {
  if (folded.size === 0) return [];
  const callers = Map.groupBy(evidence, ({ caller }) => caller.principal);
  const rows = [...folded]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([principal, detail]) => rowOf(workload, principal, detail, callers.get(principal) ?? []));
  return [
    {
      id: FOLDED_FOR_SIZE,
      severity: 'warning',
      workload: workloadId(workload),
      title: 'Some callers get more than they were seen to need, or the policy would be too large',
      why: `With every operation of its own it would have ${unfolded}. For the callers below it is coarser.`,
      whatToDo: 'Decide whether that is acceptable; if not, serve what they call from a workload of its own.',
      rows,
    },
  ];
}

function rowOf(
  workload: WorkloadKey,
  principal: Principal,
  detail: Detail,
  operations: readonly VerifiedOperation[],
): string {
  const http = operations.filter(({ protocol }) => protocol === 'http');
  const grants = Map.groupBy(http, ({ port, method }) =>
    detail === 'methods' ? `${method} on ${port} with any path` : `any method and path on ${port}`,
  );
  const words = [...grants]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([grant, seen]) => `${grant} (seen: ${seenOf(seen, detail)})`);
  return `${principal} → ${workload.namespace}/${workload.name}: ${words.join(', ')}`;
}

function seenOf(operations: readonly VerifiedOperation[], detail: Detail): string {
  const paths = counted(new Set(operations.map(({ path }) => path)).size, 'path');
  const methods = counted(new Set(operations.map(({ method }) => method)).size, 'method');
  return detail === 'methods' ? paths : `${methods}, ${paths}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
