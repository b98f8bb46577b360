import { cronJobOf } from '../core/identify/owner-name.ts';
import { controllerOf, type Metadata, type OwnerObject } from './kube-object.ts';

export interface OwnerName {
  readonly kind: string;
  readonly name: string;
}

/** Owners by `kind/namespace/name`. */
export type Owners = ReadonlyMap<string, OwnerObject>;

/**
 * The owner that names a pod's workload, as Istio names it: the Deployment (or Rollout) behind its
 * ReplicaSet, the CronJob behind its Job, else its direct owner; what stands above those, an operator's
 * object, names nothing. Where a link isn't in the inventory the names tell: a ReplicaSet ends in the pod's
 * template hash, a CronJob's Job in a number. null for a pod without an owner.
 */
export function topOwner(pod: Metadata, owners: Owners): OwnerName | null {
  const owner = controllerOf(pod);
  if (owner === null) return null;
  const object = owners.get(ownerKey(owner, pod.namespace));
  if (owner.kind === 'ReplicaSet') {
    return (object === undefined ? guessDeployment(owner.name, pod) : controllerOf(object.metadata)) ?? owner;
  }
  if (owner.kind !== 'Job') return owner;
  const cronJob = object === undefined ? guessCronJob(owner.name) : controllerOf(object.metadata);
  return cronJob?.kind === 'CronJob' ? cronJob : owner;
}

export function ownerKey({ kind, name }: OwnerName, namespace: string | null | undefined): string {
  return `${kind}/${namespace ?? 'default'}/${name}`;
}

function guessDeployment(replicaSet: string, { labels }: Metadata): OwnerName | null {
  const hash = labels?.['pod-template-hash'] ?? labels?.['rollouts-pod-template-hash'];
  if (!hash || !replicaSet.endsWith(`-${hash}`)) return null;
  return { kind: 'Deployment', name: replicaSet.slice(0, -hash.length - 1) };
}

function guessCronJob(job: string): OwnerName | null {
  const name = cronJobOf(job);
  return name === job ? null : { kind: 'CronJob', name };
}
