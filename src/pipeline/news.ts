import type { Operation } from '../core/model/operation.ts';
import type { Workload } from '../core/model/workload.ts';

/** More is known of the workload than how long it has been heard. */
export function isGrown(before: Workload | null, after: Workload): boolean {
  return (
    before === null ||
    before.plane !== after.plane ||
    before.labels !== after.labels ||
    before.rollouts !== after.rollouts ||
    before.inputs !== after.inputs
  );
}

/** A judgement can change by it at once; of more requests on what is known already only little by little. */
export function bringsEvidence(before: Operation | null, after: Operation): boolean {
  if (after.reporter === 'source' || after.counts.ok === 0) return false;
  return before === null || before.counts.ok === 0 || before.marks !== after.marks;
}
