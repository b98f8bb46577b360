import { describe, expect, it } from 'vitest';
import { CART, openCollector, received, rows, sums } from '../../test/support/pipeline-store.ts';
import { callRecord, count, handClock, MONDAY } from '../../test/support/pipeline-traffic.ts';
import type { Tally } from '../ports.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { PATIENCE } from './waiting.ts';

const MINUTE = 60_000;

async function world() {
  const store = await openSqliteStore(':memory:', { migrate: true });
  const clock = handClock(MONDAY);
  const at = { settled: MONDAY };
  const collector = await openCollector(store, { clock, settled: () => at.settled });
  /** A call whose caller is known once its time is certain. */
  const wait = (tally: Tally, path: string, startTime: number) => {
    const record = () => callRecord({ path, time: startTime });
    const name = (start: number) => (start <= at.settled ? { tuple: `${path} ${start}`, record } : null);
    tally.wait(path, name, startTime, 'ok', startTime);
  };
  return { store, clock, at, collector, wait };
}

describe('records that wait', () => {
  it('are counted by no one until it is certain what they are', async () => {
    const { store, at, collector, wait } = await world();
    await using _ = store;
    const tally = collector.tally('als', true);
    wait(tally, '/a', MONDAY + 5);
    wait(tally, '/a', MONDAY + MINUTE);
    await collector.flush();
    expect(received(collector.counters())).toBe(0);
    at.settled = MONDAY + 10;
    await collector.flush();
    expect(sums(await store.counters())).toEqual({ 'als evidence': 1 });
    at.settled = MONDAY + MINUTE;
    await collector.relieve();
    expect(sums(collector.counters())).toEqual({ 'als evidence': 2 });
    await collector.flush();
    expect(rows(await store.operations(CART))).toEqual(['web GET /a 2/0/0']);
  });

  it('hold the answer to a batch, and only that', async () => {
    const { store, at, collector, wait } = await world();
    await using _ = store;
    const slow = collector.open('log', 'slow');
    wait(slow.tally, '/a', MONDAY + MINUTE);
    count(slow.tally, { time: MONDAY, path: '/b' });
    const quick = collector.open('log', 'quick');
    count(quick.tally, { time: MONDAY, path: '/c' });
    const answers: string[] = [];
    const slowDone = slow.commit().then(({ evidence }) => answers.push(`slow ${evidence}`));
    await quick.commit().then(({ evidence }) => answers.push(`quick ${evidence}`));
    expect(answers).toEqual(['quick 1']);
    at.settled = MONDAY + MINUTE;
    await collector.relieve();
    await slowDone;
    expect(answers).toEqual(['quick 1', 'slow 2']);
  });

  it('end as unsettled when no word comes, and their time is a gap of all that only lines tell of', async () => {
    const { store, clock, collector, wait } = await world();
    await using _ = store;
    const lines = collector.open('log', null);
    count(lines.tally, { time: MONDAY, callee: 'pay' });
    await lines.commit();
    count(collector.tally('als', true), { time: MONDAY });
    await collector.flush();
    const batch = collector.open('log', null);
    wait(batch.tally, '/a', MONDAY + MINUTE);
    wait(batch.tally, '/a', MONDAY + 2 * MINUTE);
    const done = batch.commit();
    clock.time += PATIENCE;
    await collector.relieve();

    expect(await done).toEqual({ received: 2, evidence: 0, kept: 2, dropped: {} });
    expect(sums(await store.counters())).toMatchObject({ 'log kept address-unsettled': 2 });
    const gap = { from: MONDAY + MINUTE, to: MONDAY + 2 * MINUTE + 1 };
    expect(await store.gaps('Kubernetes/shop/pay')).toEqual([{ workload: 'Kubernetes/shop/pay', ...gap }]);
    expect(await store.gaps(CART)).toEqual([]);
  });

  it('of streams leave no gap: reporters name themselves and their callers', async () => {
    const { store, clock, collector, wait } = await world();
    await using _ = store;
    const tally = collector.tally('als', true);
    count(tally, { time: MONDAY });
    wait(tally, '/a', MONDAY + MINUTE);
    clock.time += PATIENCE;
    await collector.flush();
    expect(sums(await store.counters())).toEqual({ 'als evidence': 1, 'als kept address-unsettled': 1 });
    expect(await store.gaps(CART)).toEqual([]);
  });

  it('wait no more when the program goes, and none is lost', async () => {
    const { store, at, collector, wait } = await world();
    await using _ = store;
    const tally = collector.tally('als', true);
    wait(tally, '/a', MONDAY + MINUTE);
    const batch = collector.open('log', null);
    wait(batch.tally, '/a', MONDAY + 5);
    wait(batch.tally, '/a', MONDAY + MINUTE);
    const done = batch.commit();
    at.settled = MONDAY + 10;
    collector.close();
    const late = collector.open('log', null);
    wait(late.tally, '/a', MONDAY + MINUTE);

    expect(await done).toEqual({ received: 2, evidence: 1, kept: 1, dropped: {} });
    expect(await late.commit()).toEqual({ received: 1, evidence: 0, kept: 1, dropped: {} });
    await collector.flush();
    expect(sums(await store.counters())).toEqual({
      'als kept address-unsettled': 1,
      'log evidence': 1,
      'log kept address-unsettled': 2,
    });
  });

  it('overflow visibly', async () => {
    const { store, at, collector, wait } = await world();
    await using _ = store;
    const tally = collector.tally('als', true);
    for (let i = 0; i < 1005; i++) wait(tally, `/${i}`, MONDAY + MINUTE);
    at.settled = MONDAY + MINUTE;
    await collector.flush();
    expect(sums(await store.counters())).toEqual({ 'als dropped queue-overflow': 5, 'als evidence': 1000 });
  });
});
