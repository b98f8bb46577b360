import { describe, expect, it } from 'vitest';
import { type FailingStore, failingStore } from '../../test/support/failing-store.ts';
import { CART, openCollector, received, rows, sums } from '../../test/support/pipeline-store.ts';
import { count, handClock, MONDAY } from '../../test/support/pipeline-traffic.ts';
import { AppError } from '../app-error.ts';
import { DAY } from '../core/model/scaled-time.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Collector } from './collector.ts';

async function openStore() {
  return failingStore(await openSqliteStore(':memory:', { migrate: true }));
}

function fail(store: FailingStore, how: 'refuse' | 'lose answer' | 'unreadable', times: number): void {
  if (how === 'unreadable') store.unreadable = times;
  else store.fates = Array(times).fill(how);
}

describe('a pushed batch', () => {
  const push = async (collector: Collector, id: string | null, paths: readonly string[]) => {
    const batch = collector.open('log', id);
    for (const path of paths) count(batch.tally, { time: MONDAY, path });
    return batch.commit();
  };

  it('is counted when it is stored', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const batch = collector.open('log', null);
    count(batch.tally, { time: MONDAY });
    count(batch.tally, { time: MONDAY, outcome: 'failed' });
    batch.tally.drop('unparsable-line', 2);
    expect(received(collector.counters())).toBe(0);

    const answer = await batch.commit();

    expect(answer).toEqual({ received: 4, evidence: 1, kept: 1, dropped: { 'unparsable-line': 2 } });
    expect(sums(collector.counters())).toEqual(sums(await store.counters()));
    expect(received(collector.counters())).toBe(4);
  });

  it('that comes again is a duplicate, and what it had merged is void', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    await push(collector, 'same', ['/a', '/b']);
    const again = await push(collector, 'same', ['/a', '/c', '/d']);

    expect(again).toEqual({ received: 3, evidence: 0, kept: 0, dropped: { 'duplicate-batch': 3 } });
    await push(collector, null, ['/a', '/c']);
    expect(rows(await store.operations(CART))).toEqual([
      ...['web GET /a 2/0/0', 'web GET /b 1/0/0', 'web GET /c 1/0/0'],
    ]);
    expect(sums(collector.counters())).toEqual({ 'log dropped duplicate-batch': 3, 'log evidence': 4 });
    expect(sums(await store.counters())).toEqual(sums(collector.counters()));
  });

  it.each([
    ['can’t be stored', 'refuse'],
    ['can’t be merged', 'unreadable'],
  ] as const)('that %s is unavailable; nothing of it counts until it comes again', async (_, how) => {
    await using store = await openStore();
    const collector = await openCollector(store);
    fail(store, how, 1);

    await expect(push(collector, 'once', ['/a', '/b'])).rejects.toMatchObject({
      name: 'AppError',
      code: 'unavailable',
    });

    expect(received(collector.counters())).toBe(0);
    expect(received(await store.counters())).toBe(0);
    expect(collector.listening()).toEqual([]);
    expect(await push(collector, 'once', ['/a', '/b'])).toMatchObject({ received: 2, evidence: 2 });
    expect(rows(await store.operations(CART))).toEqual(['web GET /a 1/0/0', 'web GET /b 1/0/0']);
  });

  it('whose repeat can’t be counted is unavailable', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    await push(collector, 'same', ['/a']);
    store.fates = ['fine', 'refuse'];
    const repeat = push(collector, 'same', ['/z']);

    await expect(repeat).rejects.toBeInstanceOf(AppError);
    expect(sums(collector.counters())).toEqual({ 'log evidence': 1 });
  });

  it('waits for what is older, and is refused while that can’t be stored', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const tally = collector.tally('als', true);
    count(tally, { time: MONDAY, path: '/older' });
    store.fates = ['refuse', 'refuse'];
    await collector.flush();

    await expect(push(collector, 'b', ['/newer'])).rejects.toMatchObject({ code: 'unavailable' });
    expect(sums(collector.counters())).toEqual({ 'als evidence': 1 });
    await push(collector, 'b', ['/newer']);
    await collector.flush();

    expect(sums(await store.counters())).toEqual({ 'als evidence': 1, 'log evidence': 1 });
    expect(rows(await store.operations(CART))).toEqual(['web GET /newer 1/0/0', 'web GET /older 1/0/0']);
  });

  it('is dated at most five minutes ahead of our clock', async () => {
    await using store = await openStore();
    const clock = handClock(MONDAY);
    const collector = await openCollector(store, { clock });
    const batch = collector.open('log', null);
    count(batch.tally, { time: MONDAY + 400 * DAY });
    await batch.commit();

    expect((await store.operations(CART))[0]?.lastSeen).toBe(MONDAY + 300_000);
  });

  it('takes its turn: many at once are all stored, none twice', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const ids = Array.from({ length: 20 }, (_, i) => `batch ${i % 10}`);
    const answers = await Promise.all(ids.map((id) => push(collector, id, ['/a', '/b'])));

    expect(answers.map(({ evidence }) => evidence)).toEqual([...Array(10).fill(2), ...Array(10).fill(0)]);
    expect(rows(await store.operations(CART))).toEqual(['web GET /a 10/0/0', 'web GET /b 10/0/0']);
  });
});
