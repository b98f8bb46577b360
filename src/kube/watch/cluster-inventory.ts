import type { InventorySource, WatchStatus } from '../../cluster-port.ts';
import type { Inventory } from '../../core/model/inventory.ts';
import { inventoryOf } from '../inventory-of.ts';
import type { ClusterAccess } from './api-access.ts';
import { createApiClient } from './api-client.ts';
import { coalesce } from './coalesce.ts';
import { gatherObjects } from './gather-objects.ts';
import { createObjectWatch } from './object-watch.ts';
import { createPodWatch } from './pod-watch.ts';
import type { Reflector } from './reflector.ts';
import { watchedResources } from './resources.ts';
import { shareUnchanged } from './share-unchanged.ts';
import { pause, SYSTEM_TIMING, type Timing } from './timing.ts';
import { WATCH_TIMES, type WatchTimes } from './watch-times.ts';

export interface ClusterInventoryOptions {
  readonly access: ClusterAccess;
  /** Name of the cluster. */
  readonly cluster: string;
  /** Where the mesh's own configuration is, and in which ConfigMaps. Left out: `istio`. */
  readonly rootNamespace: string;
  readonly configMaps?: readonly string[];
  /** A watch came into another state. Not called for each failed attempt. */
  readonly onChange?: (status: WatchStatus) => void;
  readonly timing?: Timing;
  readonly times?: WatchTimes;
}

/** What a cluster tells, watched: pods, their owners, policies and what else is permitted. Reads only. */
export function clusterInventory(options: ClusterInventoryOptions): InventorySource {
  const { access, cluster, rootNamespace, configMaps, onChange = () => {} } = options;
  const { timing = SYSTEM_TIMING, times = WATCH_TIMES } = options;
  const client = createApiClient(access, { times, timing });
  const common = { client, times, timing, changed: onChange };

  let given: Inventory | null = null;
  let publish = () => {};
  const [podResource, ...others] = watchedResources(rootNamespace, configMaps);
  const pods = createPodWatch({ ...common, resource: podResource, podsChanged: () => publish() });
  const objects = others.map((resource) =>
    createObjectWatch({ ...common, resource, objectsChanged: () => publish() }),
  );
  const reflectors = [pods, ...objects].map(({ reflector }) => reflector);
  const gather = gatherObjects(objects);

  function give(use: (inventory: Inventory) => void, failed: (error: unknown) => void): void {
    try {
      given = shareUnchanged(given, inventoryOf(gather(pods.pods()), cluster));
      use(given);
      pods.given();
    } catch (error) {
      failed(error);
    }
  }

  return {
    from: access.from,
    watches: () => reflectors.map((reflector) => reflector.status()),
    certainUntil: pods.certainUntil,
    async follow(use, failed) {
      const stop = new AbortController();
      const publisher = coalesce(times.coalesce, () => give(use, failed), timing);
      const relist = () => {
        for (const reflector of reflectors) reflector.relist();
      };
      const running = [
        ...reflectors.map((reflector) => reflector.run(stop.signal)),
        pods.probe(relist, stop.signal),
      ];
      await firstAnswers(reflectors, times, timing);
      give(use, failed);
      publish = publisher.ask;
      return {
        async [Symbol.asyncDispose]() {
          stop.abort(new Error('stopped'));
          publisher.stop();
          await Promise.all(running);
          await client[Symbol.asyncDispose]();
        },
      };
    },
  };
}

async function firstAnswers(
  reflectors: readonly Reflector[],
  { firstListings }: WatchTimes,
  timing: Timing,
): Promise<void> {
  const latest = timing.now() + firstListings;
  const never = new AbortController().signal;
  while (timing.now() < latest && !reflectors.every((reflector) => reflector.answered()))
    await pause(50, timing, never);
}
