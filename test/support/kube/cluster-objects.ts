import type { KubeClient } from './kube-client.ts';
import { create, type KubeObject } from './kube-objects.ts';
import type { OwnerReference } from './pods.ts';

type Client = Pick<KubeClient, 'request'>;
type Labels = Readonly<Record<string, string>>;

/** With its `default` service account, which a controller would make: no pod is admitted without one. */
export async function createNamespace(client: Client, name: string, labels: Labels = {}): Promise<void> {
  await create(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  await createServiceAccount(client, name, 'default');
}

export async function createServiceAccount(client: Client, namespace: string, name: string): Promise<void> {
  await create(client, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name } });
}

/** A Deployment and the ReplicaSet that it would make. The reference is what its pods' owner is. */
export async function createDeployment(
  client: Client,
  namespace: string,
  name: string,
  labels: Labels,
  hash = '6d4cf56db6',
): Promise<OwnerReference> {
  const deployment = await create(client, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name, labels },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: template(labels) },
  });
  const all = { ...labels, 'pod-template-hash': hash };
  const owner = { ...referenceTo(deployment), controller: true };
  const set = await create(client, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { namespace, name: `${name}-${hash}`, labels: all, ownerReferences: [owner] },
    spec: { replicas: 1, selector: { matchLabels: all }, template: template(all) },
  });
  return referenceTo(set);
}

export function template(labels: Labels): unknown {
  return { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'app:1' }] } };
}

export function referenceTo({ apiVersion, kind, metadata }: KubeObject): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: String(metadata.uid) };
}

export function istioObject(kind: string, namespace: string, name: string, spec: unknown): KubeObject {
  const group = kind === 'Telemetry' ? 'telemetry' : kind === 'Gateway' ? 'networking' : 'security';
  return { apiVersion: `${group}.istio.io/v1`, kind, metadata: { namespace, name }, spec };
}
