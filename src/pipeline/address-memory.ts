import type { Directory } from '../core/identify/directory.ts';
import type { Pod } from '../core/model/pod.ts';
import { DAY } from '../core/model/scaled-time.ts';
import type { Clock, Store } from '../ports.ts';
import type { HeardPods } from './heard-pods.ts';

/** How long a pod that has ended can still be asked for, ms: late lines and repeated batches are younger. */
export const POD_MEMORY = 7 * DAY;

/** What moves with every heartbeat is stored again after so long, ms: a restart forgets no more than that. */
const STEP = 60_000;

export interface AddressMemoryOptions {
  readonly store: Store;
  readonly directory: Directory;
  readonly heard: HeardPods;
  readonly clock: Clock;
}

/** Keeps who had which address across restarts: what changed is stored with every flush. */
export class AddressMemory {
  readonly #options: AddressMemoryOptions;
  readonly #pods = new WeakMap<Pod, { readonly from: number; readonly to: number }>();
  readonly #heard = new Map<string, number>();

  constructor(options: AddressMemoryOptions) {
    this.#options = options;
  }

  /**
   * Before anything is identified. A pod that was there holds its addresses until they were last certain; that it
   * had them while nobody looked is only known once its cluster lists it again.
   */
  async load(): Promise<void> {
    const { store, directory, heard } = this.#options;
    const { settled, pods, reporters } = await store.addresses();
    for (const known of pods) {
      const to = Math.min(known.to, settled ?? known.from);
      directory.restore({ ...known, to: known.to === Number.POSITIVE_INFINITY ? to : known.to });
    }
    if (settled !== null) directory.settle(settled);
    for (const { pod, heardAt } of reporters) {
      heard.add(pod, heardAt);
      this.#heard.set(pod, heardAt);
    }
  }

  async save(): Promise<void> {
    const { store, directory, heard, clock } = this.#options;
    const now = clock.now();
    const pods = [...directory.kept()].filter(({ pod, from, to, heard: own }) => {
      const stored = this.#pods.get(pod);
      const moved = stored === undefined || (own ? to - stored.to >= STEP : stored.to !== to);
      return moved || stored.from !== from;
    });
    const reporters = [...heard.all].filter(([pod, at]) => {
      const stored = this.#heard.get(pod);
      return stored === undefined || at - stored >= 10 * STEP;
    });
    const settled = Math.min(directory.settled, now);
    await store.saveAddresses(
      {
        settled: Number.isFinite(settled) ? settled : null,
        pods,
        reporters: reporters.map(([pod, heardAt]) => ({ pod, heardAt })),
      },
      now - POD_MEMORY,
    );
    for (const { pod, from, to } of pods) this.#pods.set(pod, { from, to });
    for (const [pod, at] of reporters) this.#heard.set(pod, at);
  }
}
