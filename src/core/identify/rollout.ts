import type { Pod } from '../model/pod.ts';
import type { Labels } from '../model/workload.ts';

/** Pods that carry one of these have no ReplicaSet in their names: Jobs, StatefulSets, DaemonSets. */
const WITHOUT_REPLICA_SET = [
  'job-name',
  'batch.kubernetes.io/job-name',
  'statefulset.kubernetes.io/pod-name',
  'controller-revision-hash',
];

/** A CronJob names its Jobs by the minute; the letters of a ReplicaSet's hash have no 2 and no 3. */
const MINUTES_SINCE_1970 = /^[23]\d{7}$/;

/**
 * The revision in a pod's name: what stands between its owner's name and the last `-`, e.g. `7d9f` of
 * `cart-7d9f-x2` of `cart`. null for pods whose names have none.
 */
export function rolloutOf(pod: string, owner: string, labels: Labels | null): Pod['rollout'] {
  if (!pod.startsWith(`${owner}-`) || WITHOUT_REPLICA_SET.some((label) => labels?.[label])) return null;
  const rest = pod.slice(owner.length + 1);
  const revision = rest.slice(0, Math.max(0, rest.lastIndexOf('-')));
  return /^[a-z0-9]+$/.test(revision) && !MINUTES_SINCE_1970.test(revision) ? { owner, revision } : null;
}
