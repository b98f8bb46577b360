import { stat } from 'node:fs/promises';
import { setInterval } from 'node:timers/promises';
import type { Inventory } from '../core/model/inventory.ts';
import { readInventory } from './inventory.ts';

/** How often the file is looked at, ms. Watching file systems is not reliable across mounts. */
const LOOK = 2000;

/**
 * Reads an inventory file now and whenever it changes. The first reading throws AppError; a later one that fails is
 * reported and the last inventory stays in use.
 */
export async function followInventory(
  path: string,
  mesh: { readonly cluster: string },
  use: (inventory: Inventory) => void,
  failed: (error: unknown) => void,
): Promise<AsyncDisposable> {
  use(await readInventory([path], mesh));
  const controller = new AbortController();
  const done = follow(controller.signal);
  return {
    async [Symbol.asyncDispose]() {
      controller.abort();
      await done;
    },
  };

  async function follow(signal: AbortSignal): Promise<void> {
    let seen = await stamp(path);
    try {
      for await (const _ of setInterval(LOOK, undefined, { signal })) {
        const now = await stamp(path);
        if (now === seen) continue;
        seen = now;
        try {
          use(await readInventory([path], mesh));
        } catch (error) {
          failed(error);
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
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
