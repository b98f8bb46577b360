import type { ApiServer } from '../kube/api-server.ts';
import type { RenderedObject } from './rendered-object.ts';

export interface DryRun {
  readonly status: number;
  /** Of a refusal; null if it was taken. */
  readonly message: string | null;
  readonly warnings: readonly string[];
}

type Resources = Pick<ApiServer, 'request'>;

/**
 * What the API server says of the object: the schemas with unknown fields refused, defaults, admission. Nothing is
 * stored. `namespace` and the object's kind must be there.
 */
export async function dryRun(server: Resources, object: RenderedObject): Promise<DryRun> {
  const path = await pathOf(server, object);
  const { status, headers, body } = await server.request(
    'POST',
    `${path}?dryRun=All&fieldValidation=Strict`,
    object,
  );
  const { warning = [] } = headers;
  return { status, message: status === 201 ? null : body.message, warnings: [warning].flat() };
}

/** Where objects of this kind are created. Throws for a kind that the server doesn't have. */
async function pathOf(server: Resources, { apiVersion, kind, metadata }: RenderedObject): Promise<string> {
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const { body } = await server.request('GET', base);
  const resources: { kind: string; name: string; namespaced: boolean }[] = body.resources ?? [];
  const resource = resources.find((one) => one.kind === kind && !one.name.includes('/'));
  if (resource === undefined) throw new Error(`the API server knows no ${kind} of ${apiVersion}`);
  if (!resource.namespaced) return `${base}/${resource.name}`;
  return `${base}/namespaces/${metadata.namespace}/${resource.name}`;
}

/** Creates it for good. Throws unless it is there afterwards. */
export async function create(server: Resources, object: RenderedObject): Promise<void> {
  const { status, body } = await server.request('POST', await pathOf(server, object), object);
  if (status !== 201 && status !== 409) throw new Error(`${object.kind}: ${status} ${body.message}`);
}
