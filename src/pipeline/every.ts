import { setInterval } from 'node:timers/promises';

/** Does the work every `ms`, never twice at once; one that fails is told of and done again. Disposal waits for it. */
export function every(
  ms: number,
  work: () => Promise<unknown>,
  failed: (error: unknown) => void,
): AsyncDisposable {
  const controller = new AbortController();
  const done = loop(ms, () => work().catch(failed), controller.signal);
  return {
    async [Symbol.asyncDispose]() {
      controller.abort();
      await done;
    },
  };
}

async function loop(ms: number, work: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of setInterval(ms, undefined, { signal })) await work();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
