import type { DeniedCall } from '../core/model/denial.ts';
import type { Operation } from '../core/model/operation.ts';
import type { DenialRow } from '../ports.ts';

/** What was denied at a workload, and how much more than is kept. */
export interface DeniedCalls {
  readonly calls: readonly DeniedCall[];
  readonly pastBound: { readonly enforced: number; readonly dryRun: number };
}

/** `operations`: as stored, unfolded. */
export function deniedCalls(operations: readonly Operation[], rows: readonly DenialRow[]): DeniedCalls {
  const bySeq = new Map(operations.map((operation) => [operation.seq, operation]));
  const calls: DeniedCall[] = [];
  const pastBound = { enforced: 0, dryRun: 0 };
  for (const { seq, denial, sample, count, firstSeen, lastSeen } of rows) {
    if (seq === null) {
      pastBound[denial.dryRun ? 'dryRun' : 'enforced'] += count;
      continue;
    }
    const operation = bySeq.get(seq);
    // Written with its operation, in one transaction; but read after it.
    if (operation === undefined) continue;
    const { caller, port, protocol, method, path, grpc } = operation;
    calls.push({ caller, port, protocol, method, path, grpc, denial, sample, count, firstSeen, lastSeen });
  }
  return { calls, pastBound };
}
