import type { Finding } from '../model/finding.ts';
import { type WorkloadKey, workloadId } from '../model/workload.ts';

/** Rows shown of a long list. */
const SHOWN = 20;

/** The finding where it has rows to rest on, else none. `workload`: null = the mesh. */
export function listed(
  workload: WorkloadKey | null,
  rows: Iterable<string>,
  finding: Omit<Finding, 'workload' | 'rows'>,
): Finding[] {
  const distinct = [...new Set(rows)].toSorted();
  if (distinct.length === 0) return [];
  const more = distinct.length - SHOWN;
  const shown = more > 0 ? [...distinct.slice(0, SHOWN), `… and ${more} more`] : distinct;
  return [{ ...finding, workload: workload && workloadId(workload), rows: shown }];
}
