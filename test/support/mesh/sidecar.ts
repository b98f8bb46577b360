import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installEnvoy } from '../envoy/install-envoy.ts';
import { until } from '../envoy/until.ts';
import type { ApiServer } from '../kube/api-server.ts';
import { bootstrapTemplate } from './bootstrap-template.ts';
import { buildIstiod } from './build-istiod.ts';
import { DISCOVERY } from './istiod.ts';
import { addressOf, CLUSTER, type MeshPod, TRUST_DOMAIN } from './mesh-pod.ts';
import { inNetworkOf } from './network.ts';
import { podLabels, podName, portName } from './pod-objects.ts';
import { type LoggedProcess, spawnLogged } from './spawn-logged.ts';

export interface Surroundings {
  readonly api: ApiServer;
  /** PEM of the mesh's authority. */
  readonly rootCertificate: string;
  /** Every pod's files are in a folder of their own in it. */
  readonly folder: string;
}

/** Istio's agent with an unmodified Envoy in the pod's network, ready. Throws with its last words when it isn't. */
export async function startSidecar(pod: MeshPod, around: Surroundings): Promise<LoggedProcess> {
  const cwd = join(around.folder, podName(pod));
  const [agent, envoy, template] = await Promise.all([
    buildIstiod(),
    installEnvoy(),
    bootstrapTemplate(),
    writeFiles(pod, around, cwd),
  ]);
  const type = pod.proxy === 'router' ? 'router' : 'sidecar';
  const domain = `${pod.namespace}.svc.cluster.local`;
  const [command, args] = inNetworkOf(pod, [
    ...[agent, 'agent', 'proxy', type, '--domain', domain, '--templateFile', template],
  ]);
  const child = spawnLogged(command, args, { cwd, env: environment(pod, envoy) });
  try {
    await until(
      async () => {
        child.check();
        const answer = await fetch(`http://${addressOf(pod)}:15021/healthz/ready`).catch(() => null);
        return answer?.status === 200 ? true : null;
      },
      () => `the proxy of ${pod.app} isn't ready:\n${child.lastWords()}`,
      60_000,
    );
    return child;
  } catch (cause) {
    await child[Symbol.asyncDispose]();
    throw cause;
  }
}

/** Where the agent looks for them, relative to where it starts. */
async function writeFiles(pod: MeshPod, { api, rootCertificate }: Surroundings, cwd: string): Promise<void> {
  const [tokens, authority, description] = [
    'var/run/secrets/tokens',
    'var/run/secrets/istio',
    'etc/istio/pod',
  ].map((path) => join(cwd, path)) as [string, string, string];
  await Promise.all([tokens, authority, description].map((path) => mkdir(path, { recursive: true })));
  const path = `/api/v1/namespaces/${pod.namespace}/serviceaccounts/${pod.app}/token`;
  const { status, body } = await api.request('POST', path, { spec: { audiences: ['istio-ca'] } });
  if (status !== 201) throw new Error(`no token for ${pod.app}: ${body.message}`);
  const labels = Object.entries(podLabels(pod)).map(([key, value]) => `${key}="${value}"\n`);
  await Promise.all([
    writeFile(join(tokens, 'istio-token'), body.status.token),
    writeFile(join(authority, 'root-cert.pem'), rootCertificate),
    writeFile(join(description, 'labels'), labels.join('')),
  ]);
}

/** What injection writes into a pod's proxy container. */
function environment(pod: MeshPod, envoy: string): NodeJS.ProcessEnv {
  const { namespace, app, ports } = pod;
  const config = {
    discoveryAddress: DISCOVERY,
    binaryPath: envoy,
    configPath: './etc/istio/proxy',
    concurrency: 1,
    terminationDrainDuration: '1s',
  };
  return {
    PATH: process.env.PATH,
    INSTANCE_IP: addressOf(pod),
    POD_NAME: podName(pod),
    POD_NAMESPACE: namespace,
    SERVICE_ACCOUNT: app,
    TRUST_DOMAIN,
    ISTIOD_SAN: 'istiod.istio-system.svc',
    // Else it asks the clouds' metadata services and waits for them.
    CLOUD_PLATFORM: 'none',
    PEER_METADATA_DISCOVERY: 'false',
    ISTIO_META_CLUSTER_ID: CLUSTER,
    ISTIO_META_MESH_ID: TRUST_DOMAIN,
    ISTIO_META_NODE_NAME: 'node-1',
    ISTIO_META_WORKLOAD_NAME: app,
    ISTIO_META_OWNER: `kubernetes://apis/apps/v1/namespaces/${namespace}/${pod.owner}s/${app}`,
    ISTIO_META_POD_PORTS: JSON.stringify(
      ports.map((port) => ({ name: portName(port), containerPort: port.target, protocol: 'TCP' })),
    ),
    ISTIO_META_APP_CONTAINERS: 'app',
    ISTIO_META_INTERCEPTION_MODE: 'REDIRECT',
    PROXY_CONFIG: JSON.stringify(config),
  };
}
