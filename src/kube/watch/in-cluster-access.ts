import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { ClusterAccess, NoCluster } from './api-access.ts';
import { fileMemory } from './file-memory.ts';
import { SYSTEM_TIMING, type Timing } from './timing.ts';

/** Where the kubelet puts a pod's token, CA and namespace. */
export const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Access by the service account of the pod that this runs in. `folder`: where its token is. */
export async function inClusterAccess(
  env: NodeJS.ProcessEnv,
  folder: string,
  timing: Pick<Timing, 'now'> = SYSTEM_TIMING,
): Promise<ClusterAccess | NoCluster> {
  const host = env.KUBERNETES_SERVICE_HOST;
  const port = env.KUBERNETES_SERVICE_PORT ?? '443';
  if (!host) return { missing: 'Not in a cluster: KUBERNETES_SERVICE_HOST is not set.' };
  const tokenFile = join(folder, 'token');
  const caFile = join(folder, 'ca.crt');
  const token = await contents(tokenFile);
  if (!token) {
    const what = `${tokenFile} is ${token === null ? 'missing' : 'empty'}`;
    const mend = 'Let its spec not say automountServiceAccountToken: false.';
    return { missing: `In a pod without a token: ${what}. ${mend}` };
  }
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const files = fileMemory(timing);
  return {
    server,
    from: `${server}, in cluster`,
    ownNamespace: env.POD_NAMESPACE || (await contents(join(folder, 'namespace'))) || null,
    proxy: null,
    async credentials() {
      const ca = await files.read(caFile);
      const bearer = (await files.read(tokenFile)).trim();
      return { headers: { authorization: `Bearer ${bearer}` }, tls: { ca } };
    },
    refused: files.forget,
  };
}

/** null = it can't be read. */
async function contents(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return null;
  }
}
