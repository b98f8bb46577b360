import type { ApiClient } from '../envoy/api-client.ts';
import { createApiClient } from '../envoy/api-client.ts';
import { createLedger, type Ledger } from '../envoy/ledger.ts';
import { edgeDifferences, type StoredEdge } from '../envoy/stored-edges.ts';
import { until } from '../envoy/until.ts';
import { create } from '../kube/kube-objects.ts';
import { applySetup } from './apply-setup.ts';
import { createDriver, type Driver } from './drive.ts';
import { installChart, startLeastpath } from './install-leastpath.ts';
import { forwardAddress, type Mesh, startMesh } from './mesh.ts';
import { idOfPod } from './mesh-pod.ts';
import { gatewayObjects, type Scene, scene } from './scene.ts';

/** A day of learning takes a second; what was never seen is looked for three of them ahead. */
const CONFIG = {
  flush: { interval: '200ms' },
  learn: { timeUnit: '1s', horizon: '3d', minAge: '7d' },
  log: { level: 'warn', format: 'text' },
};

/** In a proxy's configuration: it reports. */
const LOGGER = 'filter_state_objects_to_log';

/** The scene in a real mesh that reports to leastpath, as its chart and its `setup` have made it. */
export interface ObservedMesh extends AsyncDisposable {
  readonly scene: Scene;
  readonly mesh: Mesh;
  readonly ledger: Ledger;
  readonly drive: Driver['drive'];
  readonly api: ApiClient;
  /** `GET path` of leastpath. */
  text(path: string): Promise<{ readonly status: number; readonly body: string }>;
  /** Edges of all but leastpath itself. */
  edges(): Promise<StoredEdge[]>;
  /** Waits until leastpath's edges are the calls driven so far; else what is different, in words. */
  settle(): Promise<readonly string[]>;
  /** What leastpath has written to its log. */
  said(): string;
}

export async function startObservedMesh(proxy: 'sidecar' | 'none'): Promise<ObservedMesh> {
  await using starting = new AsyncDisposableStack();
  const pods = scene(proxy);
  const { leastpath } = pods;
  let settings = '';
  const mesh = starting.use(
    await startMesh({
      pods: Object.values(pods),
      forwards: new Map([[leastpath, 8080]]),
      install: async (api) => {
        settings = await installChart(api, leastpath, CONFIG);
      },
    }),
  );
  await Promise.all(gatewayObjects(pods).map((object) => create(mesh.api, object)));
  const service = starting.use(await startLeastpath(mesh, leastpath, settings));
  const { namespace, labels } = pods.gateway;
  const gateway = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  await applySetup(mesh, ['--gateway', `${namespace}/${gateway.join()}`]);
  const sidecars = Object.values(pods).filter((pod) => pod.proxy === 'sidecar');
  await mesh.configured([...sidecars, pods.gateway], LOGGER, 'present');
  const ledger = createLedger();
  const driver = starting.use(createDriver(mesh, ledger));
  const address = forwardAddress(leastpath);
  const api = createApiClient(address);
  const edges = async () => (await api.edges()).filter(({ workload }) => workload !== idOfPod(leastpath));
  const ends = starting.move();
  return {
    scene: pods,
    mesh,
    ledger,
    drive: driver.drive,
    api,
    edges,
    async text(path) {
      const answer = await fetch(`http://${address}${path}`);
      return { status: answer.status, body: await answer.text() };
    },
    async settle() {
      let differences: string[] = [];
      const compare = async () => {
        differences = edgeDifferences(ledger.edges(), await edges());
        return differences.length === 0 ? true : null;
      };
      await until(compare, () => '', 8_000).catch(() => false);
      return differences;
    },
    said: () => service.lastWords(),
    [Symbol.asyncDispose]: () => ends.disposeAsync(),
  };
}
