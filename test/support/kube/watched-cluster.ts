import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InventorySource, WatchStatus } from '../../../src/cluster-port.ts';
import type { Inventory } from '../../../src/core/model/inventory.ts';
import { findCluster } from '../../../src/kube/watch/cluster-access.ts';
import { clusterInventory } from '../../../src/kube/watch/cluster-inventory.ts';
import { WATCH_TIMES, type WatchTimes } from '../../../src/kube/watch/watch-times.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/**
 * The product's loop with its waits cut, so that a test sees in seconds what takes minutes otherwise. A
 * bookmark comes two seconds before the end of a watch: shorter than this none would come.
 */
export const QUICK: WatchTimes = {
  ...WATCH_TIMES,
  connect: 1_000,
  headers: 4_000,
  listSilence: 4_000,
  watchSilence: 8_000,
  podWatchSeconds: [7, 8],
  podWatchSilence: 9_000,
  backoff: { first: 100, most: 1_000 },
  believe: 2_000,
  missingRetry: [500, 1_000],
  probe: 300,
  probeAnswer: 2_000,
  clockAllowance: 0,
  coalesce: 20,
};

export interface WatchedCluster extends AsyncDisposable {
  readonly source: InventorySource;
  /** The last one that was given. Throws before the first. */
  inventory(): Inventory;
  /** What failed while it was made. */
  readonly failures: readonly unknown[];
  /** Every change of state, in order. */
  readonly told: readonly WatchStatus[];
  /** Of one resource, as RBAC writes it. */
  status(resource: string): WatchStatus;
  /** As the kubelet does it: another token in the same file. */
  rotate(token: string): Promise<void>;
}

export interface WatchedClusterOptions {
  readonly server: { readonly ca: string; readonly port: number };
  readonly token: string;
  /** Instead of the server's own. */
  readonly port?: number;
  readonly times?: Partial<WatchTimes>;
  /** Gets each inventory as it is given. */
  readonly use?: (inventory: Inventory) => void;
}

/** leastpath's watches as in a pod: token and CA in a folder, the API server's address in the environment. */
export async function watchCluster(options: WatchedClusterOptions): Promise<WatchedCluster> {
  const { server, token, port = server.port, times = {} } = options;
  const folder = await temporaryFolder();
  const rotate = (next: string) => writeFile(join(folder.path, 'token'), next);
  await rotate(token);
  await writeFile(join(folder.path, 'ca.crt'), server.ca);
  await writeFile(join(folder.path, 'namespace'), 'leastpath');
  const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(port) };
  const access = await findCluster('in-cluster', env, folder.path);
  if ('missing' in access) throw new Error(access.missing);
  const told: WatchStatus[] = [];
  const failures: unknown[] = [];
  let latest: Inventory | null = null;
  const source = clusterInventory({
    access,
    cluster: 'Kubernetes',
    rootNamespace: 'istio-system',
    times: { ...QUICK, ...times },
    onChange: (status) => told.push(status),
  });
  const following = await source.follow(
    (inventory) => {
      latest = inventory;
      options.use?.(inventory);
    },
    (error) => failures.push(error),
  );
  return {
    source,
    told,
    failures,
    rotate,
    inventory() {
      if (latest === null) throw new Error('nothing was given yet');
      return latest;
    },
    status(resource) {
      const found = source.watches().find((one) => one.resource === resource);
      if (found === undefined) throw new Error(`${resource} isn't watched`);
      return found;
    },
    async [Symbol.asyncDispose]() {
      await following[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
