import type { Pod } from '../model/pod.ts';
import { type Labels, workloadId } from '../model/workload.ts';

/** Whether two descriptions say the same of a pod; the order of labels says nothing. */
export function samePod(a: Pod, b: Pod): boolean {
  return a === b || (textOf(a) === textOf(b) && sameLabels(a.labels, b.labels));
}

function textOf(pod: Pod): string {
  return [
    pod.cluster,
    pod.namespace,
    pod.name,
    pod.uid,
    pod.addresses.join(),
    pod.hostNetwork,
    pod.serviceAccount,
    workloadId(pod.workload),
    pod.nodeType,
    pod.rollout?.owner,
    pod.rollout?.revision,
    pod.startTime,
    pod.endTime,
  ].join('\n');
}

function sameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
