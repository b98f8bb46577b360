import type { ClusterAccess, NoCluster } from './api-access.ts';
import { inClusterAccess, SERVICE_ACCOUNT } from './in-cluster-access.ts';
import { kubeconfigAccess } from './kubeconfig-access.ts';

/**
 * Finds the cluster to watch. `in-cluster`: by the pod's service account. `kubeconfig`: the current context of the
 * files that KUBECONFIG names, or of `~/.kube/config`. `auto`: the first of these that is there. Never throws.
 * `serviceAccount`: the folder where a pod finds its own.
 */
export async function findCluster(
  kind: 'auto' | 'in-cluster' | 'kubeconfig',
  env: NodeJS.ProcessEnv,
  serviceAccount: string = SERVICE_ACCOUNT,
): Promise<ClusterAccess | NoCluster> {
  if (kind === 'kubeconfig') return (await kubeconfigAccess(env)) ?? { missing: NO_KUBECONFIG };
  const inCluster = await inClusterAccess(env, serviceAccount);
  if (kind === 'in-cluster' || !('missing' in inCluster)) return inCluster;
  const kubeconfig = await kubeconfigAccess(env);
  if (kubeconfig !== null) return kubeconfig;
  const outside = env.KUBERNETES_SERVICE_HOST === undefined;
  return outside ? { missing: `Not in a cluster, and ${lowerFirst(NO_KUBECONFIG)}`, none: true } : inCluster;
}

const NO_KUBECONFIG = 'There is no kubeconfig: KUBECONFIG is not set, and there is no ~/.kube/config';

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
