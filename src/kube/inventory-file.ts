import { stat } from 'node:fs/promises';
import { setInterval } from 'node:timers/promises';
import type { InventorySource } from '../cluster-port.ts';
import { readInventory } from './inventory.ts';

/** How often the file is looked at, ms. Watching file systems is not reliable across mounts. */
const LOOK = 2000;

/** An inventory file that is read again when it changes. */
export function inventoryFile(path: string, mesh: { readonly cluster: string }): InventorySource {
  return {
    from: `inventory file ${path}`,
    watches: () => [],
    certainUntil: () => Number.POSITIVE_INFINITY,
    async follow(use, failed) {
      let seen = await stamp(path);
      use(await readInventory([path], mesh));
      const controller = new AbortController();
      const done = look(controller.signal, async () => {
        const now = await stamp(path);
        if (now === seen) return;
        seen = now;
        await readInventory([path], mesh).then(use, failed);
      });
      return {
        async [Symbol.asyncDispose]() {
          controller.abort();
          await done;
        },
      };
    },
  };
}

async function look(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    for await (const _ of setInterval(LOOK, undefined, { signal })) await work();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function stamp(path: string): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(path);
    return `${mtimeMs} ${size}`;
  } catch {
    return 'missing';
  }
}
