import type { InventorySource, WatchStatus } from '../../../src/cluster-port.ts';
import type { Inventory } from '../../../src/core/model/inventory.ts';
import { clusterInventory } from '../../../src/kube/watch/cluster-inventory.ts';
import { WATCH_TIMES, type WatchTimes } from '../../../src/kube/watch/watch-times.ts';
import { eventually } from '../eventually.ts';
import type { FakeApiServer } from './fake-api-server.ts';

/** Deadlines a hundred times shorter; the server's seconds are 20 ms. */
export const SHORT: WatchTimes = {
  ...WATCH_TIMES,
  headers: 300,
  listSilence: 300,
  watchSilence: 900,
  podWatchSilence: 300,
  backoff: { first: 5, most: 100 },
  lasting: 20,
  believe: 200,
  missingRetry: [100, 200],
  probe: 20,
  probeAnswer: 100,
  clockAllowance: 0,
  coalesce: 10,
  firstListings: 2_000,
};

export interface WatchBed extends AsyncDisposable {
  readonly source: InventorySource;
  readonly changes: readonly WatchStatus[];
  readonly failures: readonly unknown[];
  readonly given: readonly Inventory[];
  latest(): Inventory;
  status(resource: string): WatchStatus;
  /** Waits for it. */
  until(what: string, good: () => boolean): Promise<void>;
}

/** The watches against that server, followed. */
export async function watchBed(api: FakeApiServer, times: Partial<WatchTimes> = {}): Promise<WatchBed> {
  const changes: WatchStatus[] = [];
  const failures: unknown[] = [];
  const given: Inventory[] = [];
  const source = clusterInventory({
    access: api.access,
    cluster: 'Kubernetes',
    rootNamespace: 'istio-system',
    onChange: (status) => changes.push(status),
    times: { ...SHORT, ...times },
  });
  const following = await source.follow(
    (inventory) => given.push(inventory),
    (error) => failures.push(error),
  );
  const status = (resource: string) => {
    const found = source.watches().find((one) => one.resource === resource);
    if (found === undefined) throw new Error(`nothing watches ${resource}`);
    return found;
  };
  return {
    source,
    changes,
    failures,
    given,
    latest() {
      const last = given.at(-1);
      if (last === undefined) throw new Error('no inventory was given');
      return last;
    },
    status,
    async until(what, good) {
      await eventually(
        async () => (good() ? what : `not ${what}`),
        (answer) => answer === what,
        10_000,
      );
    },
    [Symbol.asyncDispose]: () => following[Symbol.asyncDispose](),
  };
}
