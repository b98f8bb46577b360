import { setTimeout as delay } from 'node:timers/promises';

/**
 * Does the work again and again, `ms` after it was last done and so never twice at once; one that fails is
 * told of and done again. Disposal aborts the signal that the work was given, and waits for it.
 */
export function every(
  ms: number,
  work: (signal: AbortSignal) => Promise<unknown>,
  failed: (error: unknown) => void,
): AsyncDisposable {
  const controller = new AbortController();
  const done = loop(ms, work, failed, controller.signal);
  return {
    async [Symbol.asyncDispose]() {
      controller.abort();
      await done;
    },
  };
}

async function loop(
  ms: number,
  work: (signal: AbortSignal) => Promise<unknown>,
  failed: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await delay(ms, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await work(signal);
    } catch (error) {
      failed(error);
    }
  }
}
