import { setTimeout as pause } from 'node:timers/promises';

/**
 * Polls until `probe` gives something but null, and returns it. Throws what `describe` says after `timeout` ms.
 * The only way in which these tests wait.
 */
export async function until<T>(
  probe: () => T | null | Promise<T | null>,
  describe: () => string,
  timeout = 20_000,
): Promise<T> {
  const deadline = performance.now() + timeout;
  for (;;) {
    const found = await probe();
    if (found !== null) return found;
    if (performance.now() > deadline) throw new Error(`gave up after ${timeout} ms: ${describe()}`);
    await pause(20);
  }
}
