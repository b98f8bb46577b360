import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type FailingStore, failingStore } from '../../test/support/failing-store.ts';
import { CART, openCollector, received, rows, sums } from '../../test/support/pipeline-store.ts';
import { count, MONDAY, ROOMY } from '../../test/support/pipeline-traffic.ts';
import type { RecordCount } from '../ports.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Collector } from './collector.ts';

async function openStore() {
  return failingStore(await openSqliteStore(':memory:', { migrate: true }));
}

function fail(store: FailingStore, how: 'refuse' | 'lose answer' | 'unreadable', times: number): void {
  if (how === 'unreadable') store.unreadable = times;
  else store.fates = Array(times).fill(how);
}

/**
 * Nothing that was counted once is ever counted less; answers what was seen between the beginning and the
 * end.
 */
async function watched<T>(collector: Collector, work: Promise<T>): Promise<T> {
  let before: Readonly<Record<string, number>> = {};
  let over = false;
  const watching = (async () => {
    while (!over) {
      const now = sums(collector.counters());
      for (const [name, count] of Object.entries(before))
        expect(now[name] ?? 0).toBeGreaterThanOrEqual(count);
      before = now;
      await setImmediate();
    }
  })();
  const result = await work;
  over = true;
  await watching;
  return result;
}

describe('a store that fails', () => {
  it.each(['refuse', 'lose answer', 'unreadable'] as const)(
    '(%s) a few times: each record counts once',
    async (how) => {
      await using store = await openStore();
      const errors: unknown[] = [];
      const collector = await openCollector(store, { onFlush: ({ error }) => error && errors.push(error) });
      const tally = collector.tally('als', true);
      let sent = 0;
      const send = (path: string) => {
        count(tally, { time: MONDAY + sent, path });
        sent++;
      };
      send('/a');
      await collector.flush();
      send('/a');
      send('/b');
      fail(store, how, 3);
      // What can't be read now is asked for only when the workload isn't in memory any more.
      const fresh = how === 'unreadable' ? 'other' : 'cart';
      count(tally, { time: MONDAY, callee: fresh, path: '/o' });
      sent++;
      const outcomes: boolean[] = [];
      for (let i = 0; i < 4; i++) {
        outcomes.push(await watched(collector, collector.flush()));
        expect(received(collector.counters())).toBe(sent);
        const stored = received(await store.counters());
        expect(collector.pendingRecords()).toBe(
          outcomes.at(-1) ? 0 : sent - (how === 'lose answer' ? 1 : stored),
        );
        send('/a');
      }
      expect(await watched(collector, collector.flush())).toBe(true);

      expect(errors).toHaveLength(outcomes.filter((stored) => !stored).length);
      expect(errors.length).toBeGreaterThan(0);
      expect(sums(await store.counters())).toEqual({ 'als evidence': sent });
      const cart = rows(await store.operations(CART));
      expect(cart.filter((row) => !row.includes('/o'))).toEqual(['web GET /a 6/0/0', 'web GET /b 1/0/0']);
      expect(rows(await store.operations(`Kubernetes/shop/${fresh}`))).toContain('web GET /o 1/0/0');
    },
  );

  it('is asked to store what is older first', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const tally = collector.tally('als', true);
    store.fates = ['refuse'];
    count(tally, { time: MONDAY, path: '/first' });
    await collector.flush();
    count(tally, { time: MONDAY, path: '/second' });
    await collector.flush();

    expect(store.stored.map(({ operations }) => operations.map(({ operation }) => operation.path))).toEqual([
      ['/first'],
      ['/second'],
    ]);
  });

  it('bounds what waits: past the queue it is counted as an overflow', async () => {
    await using store = await openStore();
    const collector = await openCollector(store, { limits: { ...ROOMY, queue: 2 } });
    const tally = collector.tally('als', true);
    store.fates = ['refuse', 'refuse', 'refuse', 'refuse', 'refuse'];
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 5; i++) count(tally, { time: MONDAY, path: `/p-${round}-${i}` });
      await collector.flush();
    }

    expect(collector.pendingRecords()).toBe(20);
    while (!(await collector.flush()));
    await collector.flush();
    expect(sums(await store.counters())).toEqual({ 'als dropped queue-overflow': 16, 'als evidence': 4 });
  });

  it('may lose the answer: what it had stored is not stored again', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    count(collector.tally('als', true), { time: MONDAY });
    store.fates = ['lose answer'];

    expect([await collector.flush(), await collector.flush()]).toEqual([false, true]);
    expect(sums(await store.counters())).toEqual({ 'als evidence': 1 });
    expect(sums(collector.counters())).toEqual({ 'als evidence': 1 });
  });
});

it('says pending and stored together, also while it is storing', async () => {
  await using store = await openStore();
  const collector = await openCollector(store);
  const tally = collector.tally('als', true);
  const seen: number[] = [];
  let before: RecordCount[] = [];
  for (let round = 1; round <= 3; round++) {
    for (let i = 0; i < 50; i++) count(tally, { time: MONDAY, callee: `w${i}` });
    const flushing = collector.flush();
    let over = false;
    void flushing.then(() => {
      over = true;
    });
    // Every turn of the loop of promises is looked at, not only those of the event loop.
    while (!over) {
      before = collector.counters();
      seen.push(received(before));
      await Promise.resolve();
      if (seen.length % 100 === 0) await setImmediate();
    }
    expect(new Set(seen)).toEqual(new Set([50 * round]));
    seen.length = 0;
  }
});
