import { type AccessRule, grant } from './access.ts';
import type { ApiServer } from './api-server.ts';
import type { ChartAccess } from './chart-access.ts';
import { createNamespace, createServiceAccount } from './cluster-objects.ts';

export interface GrantedAccount {
  readonly namespace: string;
  readonly name: string;
  readonly token: string;
  /** Puts other rules in their place. */
  everywhere(rules: readonly AccessRule[]): Promise<void>;
  inMesh(rules: readonly AccessRule[]): Promise<void>;
}

/**
 * A service account that may do what is given, and a token of it. Makes the control plane's namespace if need
 * be.
 */
export async function grantedAccount(
  server: Pick<ApiServer, 'request' | 'tokenFor'>,
  name: string,
  { everywhere, meshNamespace, inMesh }: ChartAccess,
): Promise<GrantedAccount> {
  const namespace = 'leastpath';
  for (const one of [namespace, meshNamespace]) {
    const { status } = await server.request('GET', `/api/v1/namespaces/${one}`);
    if (status === 404) await createNamespace(server, one);
  }
  await createServiceAccount(server, namespace, name);
  const account = { namespace, name };
  const wide = await grant(server, null, account, everywhere);
  const narrow = await grant(server, meshNamespace, account, inMesh);
  const token = await server.tokenFor(namespace, name);
  return { ...account, token, everywhere: wide.change, inMesh: narrow.change };
}
