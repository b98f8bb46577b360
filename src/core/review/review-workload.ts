import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { Outcome } from '../model/flow.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Operation } from '../model/operation.ts';
import type { Pod } from '../model/pod.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Labels, Workload, WorkloadKey } from '../model/workload.ts';
import { podsAround } from '../recommend/selector-pods.ts';
import type { RecordedCall } from './recorded-call.ts';
import { recordedOperation } from './recorded-operation.ts';
import { type KnownLabels, type Subject, subjectOf } from './subject.ts';
import { pathPatterns } from './template-members.ts';

/** A stored workload as the callee that policies are asked about. */
export function subjectOfWorkload(
  workload: Workload,
  inventory: Inventory | null,
  policies: readonly AuthorizationPolicy[],
  mesh: PolicyMesh,
): Subject {
  const { key, plane } = workload;
  const labels = labelsIn(inventory, key) ?? reportedLabels(workload);
  const service = plane === 'waypoint' ? serviceOf(key) : null;
  return subjectOf({ workload: key, plane, service, labels }, policies, mesh);
}

/** null = the inventory has no pod of it. */
export function labelsIn(inventory: Inventory | null, key: WorkloadKey): KnownLabels | null {
  const { own } = podsAround(key, inventory);
  const variants = new Map(own.map(({ labels }: Pod): [string, Labels] => [textOf(labels), labels]));
  return variants.size === 0 ? null : { kind: 'pods', variants: [...variants.values()] };
}

export function reportedLabels({ labels }: Workload): KnownLabels {
  return labels === null ? { kind: 'unknown' } : { kind: 'shared', labels };
}

/** Counts the operations of a workload. Rows of callers' own proxies are none of it: `left` takes them. */
export function countOperations<J>(
  operations: readonly Operation[],
  policies: readonly AuthorizationPolicy[],
  judge: (recorded: RecordedCall) => J,
  count: (judged: J, outcome: Outcome, count: number, time: number | null) => void,
  left: (why: 'source-row', count: number) => void,
): void {
  const patterns = pathPatterns(policies);
  for (const operation of operations) {
    const { counts, reporter, lastSeen, lastEvidence } = operation;
    if (reporter === 'source') {
      left('source-row', counts.ok + counts.failed + counts.denied);
      continue;
    }
    const judged = judge(recordedOperation(operation, patterns));
    for (const outcome of ['ok', 'failed', 'denied'] as const) {
      const time = outcome === 'ok' ? lastEvidence : lastSeen;
      if (counts[outcome] > 0) count(judged, outcome, counts[outcome], time);
    }
  }
}

const SERVICE = 'service:';

/** Through a waypoint the unit is a Service (Y9). */
function serviceOf({ namespace, name }: WorkloadKey) {
  const own = name.startsWith(SERVICE) ? name.slice(SERVICE.length) : name;
  return { name: own, namespace, kind: 'Service' } as const;
}

function textOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}
