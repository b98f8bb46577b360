import type { z } from 'zod';
import type { ClusterView } from '../../core/model/cluster-view.ts';
import { VIEW_RESOURCES } from '../cluster-resources.ts';
import { configMapObject } from '../config-map-object.ts';
import { controllerOf, type OwnerObject, ownerObject } from '../kube-object.ts';
import { policyObject } from '../policy-object.ts';

/** What a resource's objects are for. */
export type ResourceRole =
  | { readonly kind: 'owners' | 'policies' | 'config-maps' }
  | { readonly kind: 'view'; readonly key: Exclude<keyof ClusterView, 'logging'> };

/** A resource of the API that is watched. */
export interface WatchedResource {
  /** As RBAC writes it: `pods`, `deployments.apps`; of one object only with its name, `configmaps/istio`. */
  readonly name: string;
  /** '' = the core API. */
  readonly group: string;
  /** Those that can be read, the best first: the first that the server has is taken. */
  readonly versions: readonly string[];
  readonly plural: string;
  readonly kind: string;
  /** null = all there are. */
  readonly one: { readonly namespace: string; readonly name: string } | null;
  /**
   * Reads an object, reduced to what is kept; for each of its roles another. None for pods, which have a watch of their
   * own.
   */
  readonly reads: readonly { readonly role: ResourceRole; readonly schema: z.ZodType }[];
}

const OWNER: ResourceRole = { kind: 'owners' };

/** Old ones stay, ten for each Deployment: of those that only lead to it no more is kept. */
const replicaSet = ownerObject.transform((object): OwnerObject => {
  if (controllerOf(object.metadata) === null) return object;
  const { name, namespace, ownerReferences } = object.metadata;
  return { metadata: { name, namespace, ownerReferences } as OwnerObject['metadata'] };
});

const V1 = ['v1'];
const BETA = ['v1', 'v1beta1'];

const PODS: WatchedResource = {
  name: 'pods',
  group: '',
  versions: V1,
  plural: 'pods',
  kind: 'Pod',
  one: null,
  reads: [],
};

/** In the order of their list in the docs: who is where, who owns it, what is in force. */
const OTHERS: readonly Omit<WatchedResource, 'name' | 'reads' | 'one'>[] = [
  { group: '', versions: V1, plural: 'services', kind: 'Service' },
  { group: '', versions: V1, plural: 'namespaces', kind: 'Namespace' },
  { group: '', versions: V1, plural: 'serviceaccounts', kind: 'ServiceAccount' },
  { group: 'discovery.k8s.io', versions: V1, plural: 'endpointslices', kind: 'EndpointSlice' },
  { group: 'apps', versions: V1, plural: 'deployments', kind: 'Deployment' },
  { group: 'apps', versions: V1, plural: 'replicasets', kind: 'ReplicaSet' },
  { group: 'apps', versions: V1, plural: 'statefulsets', kind: 'StatefulSet' },
  { group: 'apps', versions: V1, plural: 'daemonsets', kind: 'DaemonSet' },
  { group: 'batch', versions: V1, plural: 'jobs', kind: 'Job' },
  { group: 'batch', versions: V1, plural: 'cronjobs', kind: 'CronJob' },
  { group: 'gateway.networking.k8s.io', versions: BETA, plural: 'gateways', kind: 'Gateway' },
  {
    group: 'networking.istio.io',
    versions: ['v1', 'v1beta1', 'v1alpha3'],
    plural: 'gateways',
    kind: 'Gateway',
  },
  {
    group: 'security.istio.io',
    versions: BETA,
    plural: 'authorizationpolicies',
    kind: 'AuthorizationPolicy',
  },
  { group: 'security.istio.io', versions: BETA, plural: 'peerauthentications', kind: 'PeerAuthentication' },
  { group: 'telemetry.istio.io', versions: ['v1', 'v1alpha1'], plural: 'telemetries', kind: 'Telemetry' },
];

/**
 * All that is watched, pods first. `configMaps`: those with the mesh's own configuration, in `rootNamespace`.
 */
export function watchedResources(
  rootNamespace: string,
  configMaps: readonly string[] = ['istio'],
): readonly [WatchedResource, ...WatchedResource[]] {
  return [
    PODS,
    ...OTHERS.map((resource) => ({
      ...resource,
      name: resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`,
      one: null,
      reads: readsOf(resource.group, resource.kind),
    })),
    ...configMaps.map((name) => ({
      name: `configmaps/${name}`,
      group: '',
      versions: V1,
      plural: 'configmaps',
      kind: 'ConfigMap',
      one: { namespace: rootNamespace, name },
      reads: [{ role: { kind: 'config-maps' } as const, schema: configMapObject }],
    })),
  ];
}

function readsOf(group: string, kind: string): WatchedResource['reads'] {
  const view = VIEW_RESOURCES.filter((one) => one.group === group && one.kind === kind);
  const viewed = view.map(({ key, schema }) => ({ role: { kind: 'view', key } as const, schema }));
  if (kind === 'ReplicaSet') return [{ role: OWNER, schema: replicaSet }];
  if (kind === 'AuthorizationPolicy') return [{ role: { kind: 'policies' }, schema: policyObject }];
  if (group === 'apps' || group === 'batch') return [{ role: OWNER, schema: ownerObject }, ...viewed];
  return viewed;
}
