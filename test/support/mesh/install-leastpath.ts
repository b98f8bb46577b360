import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { renderChart } from '../chart/render-chart.ts';
import { onlyOf } from '../chart/rendered-object.ts';
import { until } from '../envoy/until.ts';
import type { ApiServer } from '../kube/api-server.ts';
import { create, type KubeObject } from '../kube/kube-objects.ts';
import type { Mesh } from './mesh.ts';
import type { MeshPod } from './mesh-pod.ts';
import { inNetworkOf } from './network.ts';
import { type LoggedProcess, spawnLogged } from './spawn-logged.ts';

const MAIN = resolve(import.meta.dirname, '../../../src/main.ts');
/** Where the kubelet puts them; /run is this test's own. */
const SERVICE_ACCOUNT = '/run/secrets/kubernetes.io/serviceaccount';

/** Creates the chart's objects. Returns the settings file that the chart would mount. */
export async function installChart(
  api: ApiServer,
  { namespace, proxy }: MeshPod,
  config: object,
): Promise<string> {
  const listen = { als: { listen: '0.0.0.0:19001' }, http: { listen: '0.0.0.0:8080' } };
  const values = {
    config: { ...listen, store: 'sqlite::memory:', ...config },
    sidecar: { inject: proxy === 'sidecar' },
  };
  const objects = await renderChart({ values, namespace });
  await Promise.all(objects.map((object) => create(api, object as KubeObject)));
  return onlyOf(objects, 'ConfigMap').data['leastpath.yaml'];
}

/** `leastpath serve` in its pod's network, with its service account's token. Ready to take telemetry. */
export async function startLeastpath(mesh: Mesh, pod: MeshPod, settings: string): Promise<LoggedProcess> {
  const { api, folder } = mesh;
  const token = await api.tokenFor(pod.namespace, pod.app);
  await mkdir(SERVICE_ACCOUNT, { recursive: true });
  const file = join(folder, 'leastpath.yaml');
  await Promise.all([
    writeFile(file, settings),
    writeFile(join(SERVICE_ACCOUNT, 'token'), token),
    writeFile(join(SERVICE_ACCOUNT, 'ca.crt'), api.ca),
    writeFile(join(SERVICE_ACCOUNT, 'namespace'), pod.namespace),
  ]);
  const env = {
    PATH: process.env.PATH,
    KUBERNETES_SERVICE_HOST: api.host,
    KUBERNETES_SERVICE_PORT: String(api.port),
  };
  const [command, args] = inNetworkOf(pod, [process.execPath, MAIN, 'serve', '--config', file]);
  const child = spawnLogged(command, args, { cwd: folder, env });
  await until(
    () => {
      child.check();
      return /access logs at (\S+)/.test(child.lastWords()) ? true : null;
    },
    () => `leastpath isn't ready:\n${child.lastWords()}`,
  );
  return child;
}
