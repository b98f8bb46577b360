import { z } from 'zod';
import { AppError } from '../app-error.ts';
import type { ClusterView } from '../core/model/cluster-view.ts';
import type { Inventory } from '../core/model/inventory.ts';
import { type AuthorizationPolicy, policyName } from '../core/model/policy.ts';
import { VIEW_RESOURCES } from './cluster-resources.ts';
import { configMapObject } from './config-map-object.ts';
import { inventoryOf, type SeenPod } from './inventory-of.ts';
import { type OwnerObject, ownerObject, podObject } from './kube-object.ts';
import { ownerKey } from './owner-chain.ts';
import { policyObject } from './policy-object.ts';
import { type RawObject, readObjects } from './read-objects.ts';

/** Kinds that stand above pods. */
const OWNING = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Rollout', 'Job', 'CronJob']);

/**
 * What files of Kubernetes objects tell, as `kubectl get … -A -o yaml` or `json` prints them; kinds that
 * nothing is read from are ignored, and of an object that stands there twice the last counts. Of a kind that
 * no object is there of it isn't known whether there are any. Throws AppError: `invalid` for a missing file,
 * `unreadable` for one that can't be parsed or an object without the fields that are read.
 */
export async function readInventory(
  files: readonly string[],
  mesh: { readonly cluster: string },
): Promise<Inventory> {
  const objects = (await Promise.all(files.map(readObjects))).flat();
  const owners = new Map<string, OwnerObject>();
  for (const raw of objects.filter(({ kind }) => OWNING.has(kind))) {
    const owner = parse(ownerObject, raw);
    owners.set(ownerKey({ kind: raw.kind, name: owner.metadata.name }, owner.metadata.namespace), owner);
  }
  const configMaps = objects.filter(({ kind }) => kind === 'ConfigMap');
  return inventoryOf(
    {
      pods: podsIn(objects),
      owners,
      policies: policiesIn(objects),
      configMaps: configMaps.map((raw) => parse(configMapObject, raw)),
      view: viewOf(objects),
    },
    mesh.cluster,
  );
}

function podsIn(objects: readonly RawObject[]): SeenPod[] {
  const pods = new Map<string, SeenPod>();
  for (const raw of objects.filter(({ kind }) => kind === 'Pod')) {
    const object = parse(podObject, raw);
    const { name, namespace, creationTimestamp } = object.metadata;
    const key = `${namespace ?? 'default'}/${name}/${object.status?.startTime ?? creationTimestamp}`;
    pods.set(key, { object, from: null, goneAt: null });
  }
  return [...pods.values()];
}

function policiesIn(objects: readonly RawObject[]): AuthorizationPolicy[] | null {
  const listed = objects
    .filter((raw) => raw.kind === 'AuthorizationPolicy' && isOf(raw, 'security.istio.io'))
    .map((raw) => parse(policyObject, raw));
  const policies = new Map(listed.map((policy) => [policyName(policy), policy]));
  return policies.size === 0 ? null : [...policies.values()];
}

function viewOf(objects: readonly RawObject[]): Omit<ClusterView, 'logging'> {
  const view: Record<string, unknown[] | null> = {};
  for (const { key, group, kind, schema } of VIEW_RESOURCES) {
    const found = objects.filter((raw) => raw.kind === kind && isOf(raw, group));
    const read = found.map((raw) => parse(schema, raw) as { namespace?: string; name: string });
    const distinct = new Map(read.map((one) => [`${one.namespace}/${one.name}`, one]));
    if (distinct.size > 0) view[key] = [...(view[key] ?? []), ...distinct.values()];
    else view[key] ??= null;
  }
  return view as unknown as Omit<ClusterView, 'logging'>;
}

/** Other APIs have kinds of the same name: `group`'s is meant, or one that says no API. */
function isOf({ value }: RawObject, group: string): boolean {
  const { apiVersion } = value as { readonly apiVersion?: unknown };
  if (apiVersion === undefined) return group !== 'networking.istio.io';
  const [of = '', version] = String(apiVersion).split('/');
  return (version === undefined ? '' : of) === group;
}

function parse<T>(schema: z.ZodType<T>, { kind, value, file }: RawObject): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = z.object({ metadata: z.object({ name: z.string() }) }).safeParse(value).data?.metadata.name;
  const what = `${kind} ${name ?? 'without a name'}`;
  throw new AppError('unreadable', `Inventory ${file}: ${what}: ${issue?.path.join('.')}: ${issue?.message}`);
}
