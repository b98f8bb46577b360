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

/** Lets the service account do it in all namespaces; `change` puts other rules in their place. */
export async function grantEverywhere(
  client: Client,
  account: Account,
  rules: readonly AccessRule[],
): Promise<{ change(rules: readonly AccessRule[]): Promise<void> }> {
  const name = `${account.namespace}-${account.name}`;
  const role = (of: readonly AccessRule[]): KubeObject => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name },
    rules: of,
  });
  await create(client, role(rules));
  await create(client, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
  });
  return { change: async (of) => void (await replace(client, role(of))) };
}

/** Lets the service account do it in one namespace. */
export async function grantIn(
  client: Client,
  namespace: string,
  account: Account,
  rules: readonly AccessRule[],
): Promise<{ change(rules: readonly AccessRule[]): Promise<void> }> {
  const name = `${account.namespace}-${account.name}`;
  const role = (of: readonly AccessRule[]): KubeObject => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { namespace, name },
    rules: of,
  });
  await create(client, role(rules));
  await create(client, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { namespace, name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
  });
  return { change: async (of) => void (await replace(client, role(of))) };
}
