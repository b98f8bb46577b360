import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../envoy/until.ts';
import { type ApiServer, startApiServer } from '../kube/api-server.ts';
import { createNamespace } from '../kube/cluster-objects.ts';
import { type AppProcess, startApp } from './app-process.ts';
import { startIstiod } from './istiod.ts';
import { addressOf, type MeshPod } from './mesh-pod.ts';
import { createNetwork, FORWARD_PORT, NODE_ADDRESS } from './network.ts';
import { createPodObjects, serviceAddress } from './pod-objects.ts';
import { startSidecar } from './sidecar.ts';

const API_SERVER = [`--advertise-address=${NODE_ADDRESS}`, '--enable-aggregator-routing=true'];

/** A real API server and istiod, and pods with Istio's agents and unmodified Envoys, all ready. */
export interface Mesh extends AsyncDisposable {
  readonly api: ApiServer;
  readonly pods: readonly MeshPod[];
  /** Goes with the mesh. */
  readonly folder: string;
  app(pod: MeshPod): AppProcess;
  /** Of the pod's Service. */
  serviceAddress(pod: MeshPod): string;
  /** Ends the pod's proxy in order: what it has in its buffers is sent first. */
  endProxy(pod: MeshPod): Promise<void>;
  /** Waits until the configuration of every one of these pods' proxies has `text` in it, or none has. */
  configured(pods: readonly MeshPod[], text: string, wanted: 'present' | 'absent'): Promise<void>;
}

export interface MeshOptions {
  readonly pods: readonly MeshPod[];
  /** Which of their own ports are forwarded to, as with `kubectl port-forward`; others than the mesh listen there. */
  readonly forwards: ReadonlyMap<MeshPod, number>;
  /** Creates what stands above the pods of StatefulSets. */
  readonly install: (api: ApiServer) => Promise<void>;
}

/** Needs a network namespace of its own. Everything ends with the disposal, or else with this process. */
export async function startMesh({ pods, forwards, install }: MeshOptions): Promise<Mesh> {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'leastpath-mesh-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  starting.use(await createNetwork(pods));
  const starts = pods.map(async (pod) => {
    const to = forwards.get(pod);
    const forward = to === undefined ? null : { port: FORWARD_PORT, to };
    const ports = pod.proxy === 'router' || forward !== null ? [] : pod.ports;
    return [pod, starting.use(await startApp(pod, { ports, forward }))] as const;
  });
  const api = starting.use(await startApiServer({ address: NODE_ADDRESS, flags: API_SERVER }));
  const namespaces = new Set(['istio-system', ...pods.map(({ namespace }) => namespace)]);
  await Promise.all([...namespaces].map((name) => createNamespace(api, name)));
  await setMeshConfig(api, {});
  const [istiod] = await Promise.all([
    startIstiod(api, folder).then((istiod) => starting.use(istiod)),
    ...pods.filter(({ owner }) => owner === 'deployment').map((pod) => createPodObjects(api, pod)),
  ]);
  await install(api);
  await Promise.all(
    pods.filter(({ owner }) => owner === 'statefulset').map((pod) => createPodObjects(api, pod)),
  );
  const services = await Promise.all(pods.map(async (pod) => [pod, await serviceAddress(api, pod)] as const));
  const around = { api, folder, rootCertificate: istiod.rootCertificate };
  const proxied = pods.filter(({ proxy }) => proxy !== 'none');
  const sidecars = await Promise.allSettled(
    proxied.map(async (pod) => [pod, starting.use(await startSidecar(pod, around))] as const),
  );
  const running = new Map(sidecars.map(started));
  const apps = new Map(await Promise.all(starts));
  const ends = starting.move();
  return {
    api,
    pods,
    folder,
    app: (pod) => apps.get(pod)!,
    endProxy: async (pod) => running.get(pod)?.terminate(),
    serviceAddress: (pod) => new Map(services).get(pod)!,
    async configured(of, text, wanted) {
      let last: readonly string[] = [];
      await until(
        async () => {
          const dumps = await Promise.all(of.map((pod) => apps.get(pod)!.admin('/config_dump')));
          last = of
            .filter((_, index) => dumps[index]!.includes(text) !== (wanted === 'present'))
            .map(({ app }) => app);
          return last.length === 0 ? true : null;
        },
        () => `${text} is not ${wanted} in ${last.join(', ')}`,
      );
    },
    [Symbol.asyncDispose]: () => ends.disposeAsync(),
  };
}

function started<T>(outcome: PromiseSettledResult<T>): T {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

/** Where a forwarded pod can be reached from the test. */
export function forwardAddress(pod: MeshPod): string {
  return `${addressOf(pod)}:${FORWARD_PORT}`;
}

/** Replaces the mesh's configuration, as the ConfigMap that istiod follows. */
export async function setMeshConfig(api: ApiServer, config: object): Promise<void> {
  const path = '/api/v1/namespaces/istio-system/configmaps';
  const object = { metadata: { name: 'istio' }, data: { mesh: JSON.stringify(config) } };
  const put = await api.request('PUT', `${path}/istio`, object);
  if (put.status === 200) return;
  const { status, body } = await api.request('POST', path, object);
  if (status !== 201) throw new Error(`ConfigMap istio: ${body.message}`);
}
