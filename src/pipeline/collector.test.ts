import { describe, expect, it } from 'vitest';
import { failingStore } from '../../test/support/failing-store.ts';
import { CART, openCollector, rows, sums } from '../../test/support/pipeline-store.ts';
import { count, identifyCalls, MONDAY, ROOMY } from '../../test/support/pipeline-traffic.ts';
import { CART_REPORTER } from '../../test/support/sample-record.ts';
import { DAY, HOUR } from '../core/model/scaled-time.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';

async function openStore() {
  return failingStore(await openSqliteStore(':memory:', { migrate: true }));
}

describe('a flush', () => {
  it('stores what was counted, with its counters', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const tally = collector.tally('als', true);
    count(tally, { time: MONDAY });
    count(tally, { time: MONDAY + 1, outcome: 'failed' });
    count(tally, { time: MONDAY, caller: null, path: '/x' });
    tally.drop('malformed');

    expect(collector.pendingRecords()).toBe(4);
    expect(await collector.flush()).toBe(true);

    expect(collector.pendingRecords()).toBe(0);
    const expected = { 'als dropped malformed': 1, 'als evidence': 2, 'als kept failed': 1 };
    expect(sums(collector.counters())).toEqual(expected);
    expect(sums(await store.counters())).toEqual(expected);
    expect(rows(await store.operations(CART))).toEqual(['plaintext GET /x 1/0/0', 'web GET /cart 1/1/0']);
    expect(await store.hourCounts(CART, 0)).toEqual([
      { workload: CART, hour: MONDAY / HOUR, evidence: 2, anonymous: 1 },
    ]);
  });

  it('comes before its time when half of the room is taken, and not sooner', async () => {
    await using store = await openStore();
    const collector = await openCollector(store, { limits: { ...ROOMY, queue: 10 } });
    const tally = collector.tally('als', true);
    for (let i = 0; i < 5; i++) count(tally, { time: MONDAY, path: `/page-${i}-x` });
    await collector.relieve();
    expect(collector.pendingRecords()).toBe(5);

    count(tally, { time: MONDAY, path: '/one-more' });
    await collector.relieve();
    expect(collector.pendingRecords()).toBe(0);
    expect(sums(await store.counters())).toEqual({ 'als evidence': 6 });
  });

  it('tells the failures of one call by the template that the same flush proves', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const tally = collector.tally('als', true);
    count(tally, { time: MONDAY, path: '/cart/17', outcome: 'failed' });
    count(tally, { time: MONDAY, path: '/cart/18' });
    await collector.flush();

    expect(rows(await store.operations(CART))).toEqual(['web GET /cart/{*} 1/1/0']);
  });

  it('takes all tallies', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const [als, log] = [collector.tally('als', true), collector.tally('log', false)];
    count(als, { time: MONDAY });
    count(log, { time: MONDAY });
    count(log, { time: MONDAY, outcome: 'denied' });
    await collector.flush();

    expect(sums(await store.counters())).toEqual({
      'als evidence': 1,
      'log evidence': 1,
      'log kept denied': 1,
    });
    expect(rows(await store.operations(CART))).toEqual(['web GET /cart 2/0/1']);
    expect((await store.workload(CART))?.inputs).toEqual(['als', 'log']);
  });

  it('moves a day’s counts to a row of their own when the next begins', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const tally = collector.tally('als', true);
    for (const day of [0, 1, 1]) {
      count(tally, { time: MONDAY + day * DAY });
      await collector.flush();
    }

    const [operation] = await store.operations(CART);
    expect(operation).toMatchObject({
      counts: { ok: 3 },
      days: 2,
      today: { day: Math.floor(MONDAY / DAY) + 1, ok: 2 },
    });
    expect(await store.dayRows(CART, 0)).toMatchObject([{ day: Math.floor(MONDAY / DAY), ok: 1, seq: 0 }]);
  });
});

describe('a restart', () => {
  it('goes on from what is stored', async () => {
    await using store = await openStore();
    const before = await openCollector(store);
    const tally = before.tally('als', true);
    count(tally, { time: MONDAY, path: '/cart/1' });
    count(tally, { time: MONDAY, path: '/b' });
    await before.flush();

    const after = await openCollector(store);
    expect(sums(after.counters())).toEqual(sums(before.counters()));
    const more = after.tally('als', true);
    count(more, { time: MONDAY + DAY, path: '/cart/2' });
    count(more, { time: MONDAY + DAY, path: '/c' });
    await after.flush();

    expect(rows(await store.operations(CART))).toEqual([
      'web GET /b 1/0/0',
      'web GET /c 1/0/0',
      'web GET /cart/{*} 2/0/0',
    ]);
    expect((await store.operations(CART)).map(({ seq }) => seq)).toEqual([0, 1, 2]);
    expect(sums(await store.counters())).toEqual({ 'als evidence': 4 });
  });
});

describe('more workloads than there is room for', () => {
  const limits = { ...ROOMY, workloads: 2 };
  const overflow = 'Kubernetes/overflow/(other workloads)';

  it('count together, without labels that a policy could select by', async () => {
    await using store = await openStore();
    const collector = await openCollector(store, { limits });
    const tally = collector.tally('als', true);
    for (const callee of ['cart', 'pay', 'ads', 'mail', 'ads']) count(tally, { time: MONDAY, callee });
    await collector.flush();
    count(tally, { time: MONDAY, callee: 'mail' });
    count(tally, { time: MONDAY, callee: 'pay' });
    await collector.flush();

    const workloads = await store.workloads();
    expect(workloads.map(({ key }) => key.name).toSorted()).toEqual(['(other workloads)', 'cart', 'pay']);
    expect(workloads.find(({ key }) => key.namespace === 'overflow')).toMatchObject({
      labels: null,
      rollouts: [],
    });
    expect(rows(await store.operations(overflow))).toEqual(['web GET /cart 4/0/0']);
    expect(rows(await store.operations('Kubernetes/shop/pay'))).toEqual(['web GET /cart 2/0/0']);
  });

  it('can’t be joined by a proxy that claims their name, to give them its labels', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const names = { owner: '(other workloads)', pod: null, labels: { tier: 'all' } };
    const reporter = { ...CART_REPORTER, ...names, namespace: 'overflow' };
    count(collector.tally('als', true), { time: MONDAY, change: { reporter } });
    await collector.flush();

    expect(await store.workload(overflow)).toMatchObject({ labels: null, rollouts: [] });
  });

  it('are the same ones after a restart', async () => {
    await using store = await openStore();
    const first = await openCollector(store, { limits });
    const tally = first.tally('als', true);
    for (const callee of ['cart', 'pay', 'ads']) count(tally, { time: MONDAY, callee });
    await first.flush();
    const second = await openCollector(store, { limits });
    const more = second.tally('als', true);
    for (const callee of ['ads', 'cart']) count(more, { time: MONDAY, callee });
    await second.flush();

    expect(await store.workloads()).toHaveLength(3);
    expect(rows(await store.operations(overflow))).toEqual(['web GET /cart 2/0/0']);
    expect(rows(await store.operations(CART))).toEqual(['web GET /cart 2/0/0']);
  });

  it('take no room while they aren’t stored', async () => {
    await using store = await openStore();
    const collector = await openCollector(store, { limits });
    for (const callee of ['a', 'b', 'c', 'd']) {
      store.fates = ['refuse'];
      const batch = collector.open('log', null);
      count(batch.tally, { time: MONDAY, callee });
      await expect(batch.commit()).rejects.toThrow();
    }
    const tally = collector.tally('als', true);
    count(tally, { time: MONDAY });
    await collector.flush();

    expect((await store.workloads()).map(({ key }) => key.name)).toEqual(['cart']);
  });
});

describe('identities', () => {
  it('are asked for anew when the directory’s answers may have changed', async () => {
    await using store = await openStore();
    let [epoch, name] = [7, 'cart'];
    const identified = identifyCalls();
    const collector = await openCollector(store, {
      epoch: () => epoch,
      identify: (record) =>
        identified({ ...record, reporter: { ...record.reporter, owner: name, labels: {} } }),
    });
    const tally = collector.tally('als', true);
    const send = async (to: number) => {
      for (let i = 0; i < to; i++) count(tally, { time: MONDAY });
      await collector.flush();
    };
    await send(2);
    name = 'basket';
    await send(3);
    epoch++;
    await send(1);
    await send(4);

    expect(rows(await store.operations(CART))).toEqual(['web GET /cart 6/0/0']);
    expect(rows(await store.operations('Kubernetes/shop/basket'))).toEqual(['web GET /cart 4/0/0']);
  });
});

describe('news of a workload', () => {
  it('is a caller or an operation that first succeeds, a rollout, a label; not more of the same', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const tally = collector.tally('als', true);
    const isNews = async (...calls: Parameters<typeof count>[1][]) => {
      const before = collector.newsOf(CART);
      for (const call of calls) count(tally, call);
      await collector.flush();
      return collector.newsOf(CART) > before;
    };
    const reporter = { nodeType: 'sidecar', cluster: 'Kubernetes', namespace: 'shop' } as const;
    const other = {
      ...reporter,
      pod: 'cart-8-x',
      owner: 'cart',
      serviceAccount: 'cart',
      labels: { app: 'cart' },
      addresses: [],
    };

    expect(await isNews({ time: MONDAY })).toBe(true);
    expect(await isNews({ time: MONDAY + 1 }, { time: MONDAY + DAY })).toBe(false);
    expect(await isNews({ time: MONDAY, path: '/x', outcome: 'failed' })).toBe(false);
    expect(await isNews({ time: MONDAY, path: '/x' })).toBe(true);
    expect(await isNews({ time: MONDAY, caller: 'pay' })).toBe(true);
    expect(await isNews({ time: MONDAY, callee: 'pay' })).toBe(false);
    expect(await isNews({ time: MONDAY, change: { reporter: other } })).toBe(true);
    expect(await isNews({ time: MONDAY + 2, change: { reporter: other } })).toBe(false);
    store.fates = ['refuse'];
    expect(await isNews({ time: MONDAY, caller: 'ads' })).toBe(false);
    expect(await isNews()).toBe(true);
  });
});
