import type { EnforcementPoint, PolicyMesh } from '../model/enforcement-point.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Pod } from '../model/pod.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { workloadId } from '../model/workload.ts';
import { labelsIn } from './review-workload.ts';
import { type Subject, subjectOf } from './subject.ts';

/** Subjects that are asked for again are the same to policies. */
export interface SubjectCollection {
  add(subject: Subject): void;
  all(): Subject[];
  /** Subjects that found no room. */
  readonly dropped: number;
}

export function subjectCollection(limit: number): SubjectCollection {
  const subjects = new Map<string, Subject>();
  let dropped = 0;
  return {
    add(subject) {
      const key = keyOf(subject);
      if (subjects.has(key)) return;
      if (subjects.size < limit) subjects.set(key, subject);
      else dropped++;
    },
    all: () => [...subjects.values()],
    get dropped() {
      return dropped;
    },
  };
}

/** Every workload of the inventory that a policy can be asked about. */
export function subjectsOfInventory(
  inventory: Inventory,
  policies: readonly AuthorizationPolicy[],
  mesh: PolicyMesh,
): Subject[] {
  const pods = new Map(inventory.pods.map((pod) => [workloadId(pod.workload), pod]));
  return [...pods.values()].map((pod) => {
    const labels = labelsIn(inventory, pod.workload) ?? { kind: 'unknown' };
    return subjectOf({ workload: pod.workload, plane: planeOf(pod), service: null, labels }, policies, mesh);
  });
}

function planeOf({ nodeType }: Pod): EnforcementPoint['plane'] {
  if (nodeType === 'router') return 'gateway';
  return nodeType === 'waypoint' ? 'waypoint' : 'sidecar';
}

function keyOf({ workload, points }: Subject): string {
  const places = points.map(({ plane, namespace, labels, service }) => [
    plane,
    namespace,
    Object.entries(labels).sort(),
    service,
  ]);
  return JSON.stringify([workloadId(workload), places]);
}
