import { z } from 'zod';
import { AppError } from '../app-error.ts';
import type { Inventory, Owner } from '../core/model/inventory.ts';
import type { Pod } from '../core/model/pod.ts';
import { type AuthorizationPolicy, policyName } from '../core/model/policy.ts';
import { controllerOf, type OwnerObject, ownerObject, podObject } from './kube-object.ts';
import { meshConfigOf } from './mesh-config.ts';
import { ownerKey } from './owner-chain.ts';
import { podOf } from './pod-of.ts';
import { policyObject } from './policy-object.ts';
import { type RawObject, readObjects } from './read-objects.ts';

/**
 * Kinds that stand above pods. A Job's own selector is a random id, so it and its CronJob only give names.
 */
const SELECTING = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Rollout']);
const NAMING = new Set([...SELECTING, 'Job', 'CronJob']);

/**
 * What files of Kubernetes objects tell, as `kubectl get … -A -o yaml` or `json` prints them; kinds that
 * nothing is read from are ignored, and of an object that stands there twice the last counts. Throws
 * AppError: `invalid` for a missing file, `unreadable` for one that can't be parsed or an object without the
 * fields that are read.
 */
export async function readInventory(
  files: readonly string[],
  mesh: { readonly cluster: string },
): Promise<Inventory> {
  const objects = (await Promise.all(files.map(readObjects))).flat();
  const owners = new Map<string, OwnerObject>();
  for (const raw of objects.filter(({ kind }) => NAMING.has(kind))) {
    const { metadata, ...rest } = parse(ownerObject, raw);
    owners.set(ownerKey({ kind: raw.kind, name: metadata.name }, metadata.namespace), { metadata, ...rest });
  }
  const pods = new Map<string, Pod>();
  for (const raw of objects.filter(({ kind }) => kind === 'Pod')) {
    const pod = podOf(parse(podObject, raw), owners, mesh.cluster);
    pods.set(`${pod.namespace}/${pod.name}/${pod.startTime}`, pod);
  }
  return {
    pods: [...pods.values()],
    owners: [...owners].flatMap(([key, object]) => ownerOf(key, object)),
    policies: policiesOf(objects),
    mesh: meshConfigOf(objects),
  };
}

function policiesOf(objects: readonly RawObject[]): AuthorizationPolicy[] | null {
  const listed = objects.filter(isIstioPolicy).map((raw) => parse(policyObject, raw));
  const policies = new Map(listed.map((policy) => [policyName(policy), policy]));
  if (policies.size === 0) return null;
  return [...policies].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, policy]) => policy);
}

/** Other meshes have a kind of this name too. */
function isIstioPolicy({ kind, value }: RawObject): boolean {
  if (kind !== 'AuthorizationPolicy') return false;
  const { apiVersion } = value as { readonly apiVersion?: unknown };
  return apiVersion === undefined || String(apiVersion).startsWith('security.istio.io/');
}

function ownerOf(key: string, { metadata, spec }: OwnerObject): Owner[] {
  const [kind = '', namespace = ''] = key.split('/');
  const matchLabels = spec?.selector?.matchLabels;
  // A Deployment's ReplicaSets select by its revision: the Deployment is the owner that lasts.
  const lasts = SELECTING.has(kind) && (kind !== 'ReplicaSet' || controllerOf(metadata) === null);
  return lasts && matchLabels ? [{ namespace, kind, name: metadata.name, matchLabels }] : [];
}

function parse<T>(schema: z.ZodType<T>, { kind, value, file }: RawObject): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = z.object({ metadata: z.object({ name: z.string() }) }).safeParse(value).data?.metadata.name;
  const what = `${kind} ${name ?? 'without a name'}`;
  throw new AppError('unreadable', `Inventory ${file}: ${what}: ${issue?.path.join('.')}: ${issue?.message}`);
}
