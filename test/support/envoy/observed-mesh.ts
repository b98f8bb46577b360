import type { InventorySource } from '../../../src/cluster-port.ts';
import { startApp } from '../app-under-test.ts';
import { claimAddressRange } from './address-range.ts';
import type { ApiClient } from './api-client.ts';
import { createApiClient } from './api-client.ts';
import type { Mesh } from './mesh.ts';
import { startMesh } from './mesh.ts';
import type { MeshPod } from './pod.ts';
import type { Relay } from './relay.ts';
import { createRelay } from './relay.ts';
import type { SmallMesh } from './small-mesh.ts';
import { smallMesh } from './small-mesh.ts';
import { until } from './until.ts';

/** The small mesh, and leastpath as its log sink behind a relay that can be cut. */
export interface ObservedMesh extends AsyncDisposable {
  /** First half of the pods' addresses. */
  readonly net: string;
  readonly pods: SmallMesh;
  readonly mesh: Mesh;
  readonly api: ApiClient;
  readonly relay: Relay;
  /** Where the relay leads to while it is open. */
  readonly alsPort: number;
  /** Records that leastpath says it received. */
  received(): Promise<number>;
  /** Waits until `records` have been received, and stores them. Throws when they don't come. */
  settle(records?: number): Promise<void>;
  flush(): Promise<void>;
}

/**
 * `change`: other pods than the small mesh's. Then leastpath is also told which policies they carry, as an
 * inventory would.
 */
export async function startObservedMesh(
  change: ((pods: SmallMesh) => readonly MeshPod[]) | null = null,
): Promise<ObservedMesh> {
  const ends = new AsyncDisposableStack();
  try {
    const { net } = ends.use(await claimAddressRange());
    const pods = smallMesh(net);
    const all = change === null ? pods.all : change(pods);
    const app = await startApp({}, change === null ? {} : { inventory: policiesOf(all) });
    ends.defer(() => app.stop());
    const alsPort = Number(app.alsAddress.slice(app.alsAddress.lastIndexOf(':') + 1));
    const relay = ends.use(await createRelay());
    await relay.open(alsPort);
    const mesh = ends.use(await startMesh({ pods: all, sink: relay }));
    const api = createApiClient(app.httpAddress);
    const received = () => api.metric('leastpath_records_received_total', 'source="als"');
    return {
      net,
      pods,
      mesh,
      api,
      relay,
      alsPort,
      received,
      async settle(records = mesh.ledger.records()) {
        let last = 0;
        await until(
          async () => {
            last = await received();
            return last >= records ? true : null;
          },
          () => `${last} of ${records} records were received`,
        );
        await app.flush();
      },
      flush: () => app.flush(),
      [Symbol.asyncDispose]: () => ends.disposeAsync(),
    };
  } catch (cause) {
    await ends.disposeAsync();
    throw cause;
  }
}

function policiesOf(pods: readonly MeshPod[]): InventorySource {
  const policies = pods.flatMap((pod) => pod.policies);
  return {
    from: 'the test',
    watches: () => [],
    certainUntil: () => Number.POSITIVE_INFINITY,
    async follow(use) {
      use({ pods: [], owners: [], policies, mesh: {} });
      return { [Symbol.asyncDispose]: async () => undefined };
    },
  };
}
