import type { ClusterView } from '../../core/model/cluster-view.ts';
import type { AuthorizationPolicy } from '../../core/model/policy.ts';
import type { ConfigMapObject } from '../config-map-object.ts';
import type { ClusterObjects, SeenPod } from '../inventory-of.ts';
import type { OwnerObject } from '../kube-object.ts';
import { ownerKey } from '../owner-chain.ts';
import type { HeldObjects } from './held-objects.ts';
import type { ResourceRole, WatchedResource } from './resources.ts';

/** One resource and what is held of it: of each object one value for each of the resource's roles. */
export interface HeldResource {
  readonly resource: WatchedResource;
  readonly held: Pick<HeldObjects<readonly unknown[]>, 'values'>;
}

type ViewKey = Exclude<keyof ClusterView, 'logging'>;
type View = Omit<ClusterView, 'logging'>;

/** Puts together what resources hold, as ClusterObjects; parts that haven't changed are the same from call to call. */
export function gatherObjects(
  resources: readonly HeldResource[],
): (pods: readonly SeenPod[]) => ClusterObjects {
  const pick = (role: ResourceRole) => pickRole(resources, role);
  const owners = remember([...pick({ kind: 'owners' })], ownersOf(resources));
  const policies = remember(pick({ kind: 'policies' }), firstOf<AuthorizationPolicy>);
  const configMaps = remember(pick({ kind: 'config-maps' }), flatten<ConfigMapObject>);
  const parts = {
    services: remember(pick({ kind: 'view', key: 'services' }), firstOf),
    endpointSlices: remember(pick({ kind: 'view', key: 'endpointSlices' }), firstOf),
    namespaces: remember(pick({ kind: 'view', key: 'namespaces' }), firstOf),
    serviceAccounts: remember(pick({ kind: 'view', key: 'serviceAccounts' }), firstOf),
    cronJobs: remember(pick({ kind: 'view', key: 'cronJobs' }), firstOf),
    gateways: remember(pick({ kind: 'view', key: 'gateways' }), together),
    peerAuthentications: remember(pick({ kind: 'view', key: 'peerAuthentications' }), firstOf),
    telemetries: remember(pick({ kind: 'view', key: 'telemetries' }), firstOf),
  } satisfies Record<ViewKey, () => unknown>;
  const view = () =>
    Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part()])) as unknown as View;
  return (pods) => ({ pods, owners: owners(), policies: policies(), configMaps: configMaps(), view: view() });
}

type Values = readonly unknown[] | null;

/** Where the values of a role come from: one list for each resource that has it. */
function pickRole(resources: readonly HeldResource[], role: ResourceRole): (() => Values)[] {
  return resources.flatMap(({ resource, held }) => {
    const index = resource.reads.findIndex((one) => sameRole(one.role, role));
    if (index === -1) return [];
    return [
      remember(
        [() => held.values()],
        ([all]) => all?.map((one) => (one as readonly unknown[])[index]) ?? null,
      ),
    ];
  });
}

function sameRole(a: ResourceRole, b: ResourceRole): boolean {
  return a.kind === b.kind && (a.kind !== 'view' || b.kind !== 'view' || a.key === b.key);
}

/** Works out anew only when one of its inputs is another. */
function remember<I, O>(inputs: readonly (() => I)[], work: (inputs: readonly I[]) => O): () => O {
  let known: { readonly inputs: readonly I[]; readonly output: O } | null = null;
  return () => {
    const now = inputs.map((input) => input());
    if (known === null || now.some((input, index) => input !== known?.inputs[index]))
      known = { inputs: now, output: work(now) };
    return known.output;
  };
}

function ownersOf(resources: readonly HeldResource[]) {
  const kinds = resources
    .filter(({ resource }) => resource.reads.some(({ role }) => role.kind === 'owners'))
    .map(({ resource }) => resource.kind);
  return (lists: readonly Values[]): ReadonlyMap<string, OwnerObject> => {
    const owners = new Map<string, OwnerObject>();
    for (const [index, list] of lists.entries()) {
      for (const object of (list ?? []) as readonly OwnerObject[]) {
        const { name, namespace } = object.metadata;
        owners.set(ownerKey({ kind: kinds[index] ?? '', name }, namespace), object);
      }
    }
    return owners;
  };
}

function firstOf<T>([only]: readonly Values[]): readonly T[] | null {
  return (only ?? null) as readonly T[] | null;
}

function flatten<T>(lists: readonly Values[]): readonly T[] {
  return lists.flatMap((list) => (list ?? []) as readonly T[]);
}

/** Of several APIs: known when one of them is. */
function together<T>(lists: readonly Values[]): readonly T[] | null {
  return lists.every((list) => list === null) ? null : flatten<T>(lists);
}
