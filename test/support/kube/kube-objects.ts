import type { KubeAnswer, KubeClient } from './kube-client.ts';

type Client = Pick<KubeClient, 'request'>;

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** `/apis/apps/v1/namespaces/shop/deployments` */
export function collectionPath({ apiVersion, kind, metadata: { namespace } }: KubeObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return namespace === undefined
    ? `${root}/${plural(kind)}`
    : `${root}/namespaces/${namespace}/${plural(kind)}`;
}

export function objectPath(object: KubeObject): string {
  return `${collectionPath(object)}/${object.metadata.name}`;
}

function plural(kind: string): string {
  const lower = kind.toLowerCase();
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`;
  return /(s|x|ch)$/.test(lower) ? `${lower}es` : `${lower}s`;
}

/** Of what is written only the metadata comes back: the rest is known, and costs time. */
const METADATA = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json';

/** The object, with the metadata that the server gave it. Throws its refusal. */
export async function create(client: Client, object: KubeObject): Promise<KubeObject> {
  return accepted(await client.request('POST', collectionPath(object), object, { accept: METADATA }), object);
}

/** Replaces the object whatever it is now; without its `metadata.resourceVersion`. Throws the refusal. */
export async function replace(client: Client, object: KubeObject): Promise<KubeObject> {
  return accepted(await client.request('PUT', objectPath(object), object, { accept: METADATA }), object);
}

/** A JSON merge patch, of a subresource such as `status` if named. Throws the refusal. */
export async function patch(
  client: Client,
  object: KubeObject,
  change: unknown,
  subresource?: string,
): Promise<KubeObject> {
  const path = subresource === undefined ? objectPath(object) : `${objectPath(object)}/${subresource}`;
  const contentType = 'application/merge-patch+json';
  return accepted(await client.request('PATCH', path, change, { contentType, accept: METADATA }), object);
}

/** Gone at once, without a grace period. Throws the refusal; that it isn't there is none. */
export async function remove(client: Client, object: KubeObject): Promise<void> {
  const answer = await client.request('DELETE', `${objectPath(object)}?gracePeriodSeconds=0`);
  if (answer.status !== 404) accepted(answer, object);
}

function accepted({ status, body }: KubeAnswer, object: KubeObject): KubeObject {
  const { kind, metadata } = object;
  if (status < 300) return { ...object, metadata: body.metadata };
  throw new Error(`${kind} ${metadata.namespace ?? ''}/${metadata.name}: ${status} ${body.message}`);
}
