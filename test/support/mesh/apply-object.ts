import type { ApiServer } from '../kube/api-server.ts';
import { type KubeObject, objectPath } from '../kube/kube-objects.ts';

export interface Applied {
  readonly status: number;
  /** Of the API server, such as about a field that it dropped. */
  readonly warning: string | null;
  /** Why it was refused. */
  readonly message: string | null;
}

/** As `kubectl apply --server-side --validate=strict`. */
export async function applyObject(
  api: ApiServer,
  object: KubeObject,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<Applied> {
  const query = `fieldManager=reviewer&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
  const { status, headers, body } = await api.request('PATCH', `${objectPath(object)}?${query}`, object, {
    contentType: 'application/apply-patch+yaml',
  });
  return { status, warning: headers.warning?.toString() ?? null, message: body.message ?? null };
}
