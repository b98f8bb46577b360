import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../envoy/until.ts';
import type { ApiServer } from '../kube/api-server.ts';
import { buildIstiod } from './build-istiod.ts';
import { NODE_ADDRESS } from './network.ts';
import { spawnLogged } from './spawn-logged.ts';
import { registerWebhook, WEBHOOK_PORT } from './webhook.ts';

/** Where proxies ask it. */
export const DISCOVERY = `${NODE_ADDRESS}:15012`;

/** What Istio's own Envoy has and the unmodified one lacks, and what would need a cluster around it. */
const SWITCHED_OFF = {
  PILOT_ENABLE_METADATA_EXCHANGE: 'false',
  PILOT_ENABLE_ALPN_FILTER: 'false',
  PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER: 'false',
  ENABLE_LEADER_ELECTION: 'false',
  INJECTION_WEBHOOK_CONFIG_NAME: '',
  VALIDATION_WEBHOOK_CONFIG_NAME: '',
};

export interface Istiod extends AsyncDisposable {
  /** PEM of the mesh's authority. */
  readonly rootCertificate: string;
}

/** Starts istiod beside the API server and waits until it is ready and has published its authority. */
export async function startIstiod(api: ApiServer, folder: string): Promise<Istiod> {
  // It reads and writes relative to where it starts.
  const cwd = join(folder, 'istiod');
  await mkdir(cwd);
  const addresses = [
    ['--httpAddr', 8080],
    ['--grpcAddr', 15010],
    ['--secureGRPCAddr', 15012],
    ['--httpsAddr', WEBHOOK_PORT],
    ['--monitoringAddr', 15014],
  ].flatMap(([flag, port]) => [`${flag}`, `${NODE_ADDRESS}:${port}`]);
  const args = ['discovery', '--kubeconfig', api.kubeconfig, '--domain', 'cluster.local', ...addresses];
  const env = {
    ...process.env,
    ...SWITCHED_OFF,
    POD_NAME: 'istiod-1',
    POD_NAMESPACE: 'istio-system',
    REVISION: 'default',
    CLUSTER_ID: 'Kubernetes',
  };
  const child = spawnLogged(await buildIstiod(), args, { cwd, env });
  const ends = new AsyncDisposableStack();
  ends.use(child);
  try {
    const rootCertificate = await until(
      async () => {
        child.check();
        const ready = await fetch(`http://${NODE_ADDRESS}:8080/ready`).catch(() => null);
        if (ready?.status !== 200) return null;
        const path = '/api/v1/namespaces/istio-system/configmaps/istio-ca-root-cert';
        const { status, body } = await api.request('GET', path);
        return status === 200 ? (body.data['root-cert.pem'] as string) : null;
      },
      () => `istiod isn't ready:\n${child.lastWords()}`,
      60_000,
    );
    await registerWebhook(api, rootCertificate);
    return { rootCertificate, [Symbol.asyncDispose]: () => ends.disposeAsync() };
  } catch (cause) {
    await ends.disposeAsync();
    throw cause;
  }
}
