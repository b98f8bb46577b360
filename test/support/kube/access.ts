import type { KubeClient } from './kube-client.ts';
import { create, type KubeObject, replace } from './kube-objects.ts';

type Client = Pick<KubeClient, 'request'>;

/** As `rules` of a role has them. */
export interface AccessRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Lets the service account do it, everywhere (`namespace` null) or in one namespace; `change` puts other rules in their
 * place.
 */
export async function grant(
  client: Client,
  namespace: string | null,
  account: Account,
  rules: readonly AccessRule[],
): Promise<{ change(rules: readonly AccessRule[]): Promise<void> }> {
  const apiGroup = 'rbac.authorization.k8s.io';
  const kind = namespace === null ? 'ClusterRole' : 'Role';
  const name = `${account.namespace}-${account.name}`;
  const metadata = namespace === null ? { name } : { namespace, name };
  const apiVersion = `${apiGroup}/v1`;
  const role = (of: readonly AccessRule[]): KubeObject => ({ apiVersion, kind, metadata, rules: of });
  await create(client, role(rules));
  await create(client, {
    apiVersion,
    kind: `${kind}Binding`,
    metadata,
    roleRef: { apiGroup, kind, name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
  });
  return { change: async (of) => void (await replace(client, role(of))) };
}
