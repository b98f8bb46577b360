import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { every } from './every.ts';

/** Work whose end the test decides. */
function gates() {
  const begun: { end(): void; fail(error: unknown): void }[] = [];
  let waiting: (() => void) | null = null;
  return {
    begun,
    work: () =>
      new Promise<void>((end, fail) => {
        begun.push({ end, fail });
        waiting?.();
      }),
    async nth(n: number) {
      while (begun.length < n) {
        await new Promise<void>((next) => {
          waiting = next;
        });
      }
      return begun[n - 1]!;
    },
  };
}

it('never does it twice at once, however long it takes', async () => {
  const { work, nth, begun } = gates();
  await using loop = every(1, work, () => undefined);
  const first = await nth(1);
  await delay(20);
  expect(begun).toHaveLength(1);
  first.end();
  (await nth(2)).end();
  expect(loop).toBeDefined();
  (await nth(3)).end();
});

it('tells of failures, thrown or rejected, and goes on', async () => {
  const failures: unknown[] = [];
  const { work, nth } = gates();
  let calls = 0;
  const loop = every(
    1,
    () => {
      if (++calls === 2) throw new Error('at once');
      return work();
    },
    (error) => failures.push(error),
  );
  (await nth(1)).fail('later');
  (await nth(2)).end();
  await loop[Symbol.asyncDispose]();

  expect(failures.map(String)).toEqual(['later', 'Error: at once']);
});

it('waits on disposal for the work under way, tells it to stop, and begins none after', async () => {
  const { work, nth, begun } = gates();
  let signal: AbortSignal | undefined;
  const loop = every(
    1,
    (given) => {
      signal = given;
      return work();
    },
    () => undefined,
  );
  const first = await nth(1);
  let disposed = false;
  const disposal = (async () => {
    await loop[Symbol.asyncDispose]();
    disposed = true;
  })();
  // Time in which further turns would have come due.
  await delay(20);
  expect(disposed).toBe(false);
  expect(signal?.aborted).toBe(true);
  first.end();
  await disposal;

  expect(disposed).toBe(true);
  expect(begun).toHaveLength(1);
});

it('doesn’t wait for a turn that has not come', async () => {
  const began = performance.now();
  await every(60_000, () => Promise.reject(new Error('never')), fail)[Symbol.asyncDispose]();
  expect(performance.now() - began).toBeLessThan(5000);
});

function fail(error: unknown): void {
  throw error;
}
