import { describe, expect, it } from 'vitest';
import { type EngineMesh, MIDNIGHT, openEngine } from '../../test/support/engine-mesh.ts';
import { CART } from '../../test/support/pipeline-store.ts';
import { handClock } from '../../test/support/pipeline-traffic.ts';
import type { State } from '../core/model/readiness.ts';
import { DAY, HOUR } from '../core/model/scaled-time.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';

const GENEROUS = { 'learn.requestBudget': '0.5' };

function stateOf({ reader }: EngineMesh, id = CART): State | undefined {
  return reader.report(id)?.readiness.callers.state;
}

describe('a judgement', () => {
  it('of an empty mesh is one', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    expect(mesh.reader.judgedAt()).toBeNull();
    await mesh.judge.judge();

    expect(mesh.reader.judgedAt()).toBe(MIDNIGHT);
    expect(mesh.reader.reports()).toEqual([]);
  });

  it('sees what is stored, in order of ids', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    mesh.send({ callee: 'pay' }, { callee: 'ads' }, { callee: 'cart' });
    await mesh.judge.judge();
    expect(mesh.reader.reports()).toEqual([]);
    await mesh.collector.flush();
    await mesh.judge.judge();

    expect(mesh.reader.reports().map(({ id }) => id)).toEqual([
      ...['Kubernetes/shop/ads', 'Kubernetes/shop/cart', 'Kubernetes/shop/pay'],
    ]);
    expect(stateOf(mesh)).toBe('learning');
  });

  it('stops between two workloads when it is told to', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    mesh.send({});
    await mesh.collector.flush();
    await mesh.judge.judge(AbortSignal.abort());

    expect(mesh.reader.judgedAt()).toBeNull();
    expect(mesh.reader.reports()).toEqual([]);
  });
});

describe('states', () => {
  const calls = [{ caller: 'web' }, { caller: 'pay' }];

  it('go from learning to stable as covered time goes by', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    const seen: (State | undefined)[] = [];
    for (const days of [10, 8, 44]) {
      await mesh.days(days, ...calls);
      await mesh.judge.judge();
      seen.push(stateOf(mesh));
    }

    expect(seen).toEqual(['learning', 'stabilising', 'stable']);
    expect(mesh.reader.report(CART)).toMatchObject({ coverageShare: 1, coveredDays: expect.closeTo(61.5) });
    expect(await store.states()).toContainEqual({
      ...{ workload: CART, detail: 'callers', state: 'stable', since: mesh.clock.time },
    });
  });

  it('are left a little later than they are reached, also over a restart', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT), GENEROUS);
    await mesh.days(62, ...calls);
    await mesh.judge.judge();
    await mesh.days(1, ...calls, { caller: 'newcomer' });
    await mesh.judge.judge();
    const risk = mesh.reader.report(CART)?.readiness.callers.risk.unseen ?? 0;

    expect(risk).toBeGreaterThan(0.1);
    expect(risk).toBeLessThan(0.15);
    expect(stateOf(mesh)).toBe('stable');
    const again = await openEngine(store, mesh.clock, GENEROUS);
    await again.judge.judge();
    expect(stateOf(again)).toBe('stable');

    await store.saveStates([{ workload: CART, detail: 'callers', state: 'stabilising', since: 0 }]);
    const anew = await openEngine(store, mesh.clock, GENEROUS);
    await anew.judge.judge();
    expect(stateOf(anew)).toBe('stabilising');
  });

  it('keep the moment they began', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    await mesh.days(1, ...calls);
    await mesh.judge.judge();
    const began = mesh.clock.time;
    await mesh.days(3, ...calls);
    await mesh.judge.judge();

    expect(await store.states()).toEqual(
      ['callers', 'methods', 'paths'].map((detail) => ({
        workload: CART,
        detail,
        state: 'learning',
        since: began,
      })),
    );
  });

  it('count our own time down, and the gap that is open now, as not covered', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const before = await openEngine(store, handClock(MIDNIGHT));
    await before.days(10, ...calls);
    before.clock.time += 2 * DAY;
    const mesh = await openEngine(store, before.clock);
    await mesh.judge.judge();
    expect(mesh.reader.report(CART)).toMatchObject({
      coveredDays: expect.closeTo(9.5),
      coverageShare: expect.closeTo(5 / 7),
      readiness: { callers: { state: 'stale' } },
    });
  });
});

describe('a tick', () => {
  it('judges all the first time, and then as much as is cheap: news first, the others in turn', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    const names = Array.from({ length: 60 }, (_, i) => `w${i}`);
    const all = names.flatMap((callee) =>
      Array.from({ length: 100 }, (_, i) => ({ callee, path: `/page-${'abcdefghij'[i % 10]}/part-${i}` })),
    );
    mesh.send(...all);
    await mesh.collector.flush();
    await mesh.judge.refresh();
    expect(mesh.reader.reports().map(({ requests }) => requests.ok)).toEqual(Array(60).fill(100));

    mesh.clock.time += HOUR;
    mesh.send(...all, { callee: 'w59', caller: 'newcomer' });
    await mesh.collector.flush();
    const upToDate = () => mesh.reader.reports().filter(({ requests }) => requests.ok >= 200).length;
    await mesh.judge.refresh();
    expect(mesh.reader.judgedAt()).toBe(mesh.clock.time);
    expect(mesh.reader.report('Kubernetes/shop/w59')?.callers.total).toBe(2);
    expect(upToDate()).toBe(40);
    await mesh.judge.refresh();
    expect(upToDate()).toBe(60);
  });

  it('saves what the one before spent too much on a huge workload', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    const huge = Array.from({ length: 8500 }, (_, i) => {
      return { callee: 'a-huge-one', caller: `c${i % 5}`, path: `/page-${i - (i % 5)}-x` };
    });
    mesh.send(...huge, { callee: 'small' });
    await mesh.collector.flush();
    await mesh.judge.refresh();
    mesh.send({ callee: 'a-huge-one', caller: 'newcomer' }, { callee: 'small', caller: 'newcomer' });
    await mesh.collector.flush();
    const callers = (name: string) => mesh.reader.report(`Kubernetes/shop/${name}`)?.callers.total;
    const seen: (number | undefined)[][] = [];
    for (let tick = 0; tick < 3; tick++) {
      await mesh.judge.refresh();
      seen.push([callers('a-huge-one'), callers('small')]);
    }

    expect(seen).toEqual([
      [6, 1],
      [6, 1],
      [6, 2],
    ]);
  });

  it('judges a workload that is new to it', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    await mesh.judge.refresh();
    mesh.send({});
    await mesh.collector.flush();
    await mesh.judge.refresh();

    expect(stateOf(mesh)).toBe('learning');
  });

  it('says the same as judging all would', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    for (let day = 0; day < 30; day++) {
      const late = day < 20 ? [] : [{ callee: 'ads' }, { caller: 'late', path: '/new' }];
      await mesh.days(1, { caller: 'web' }, { callee: 'pay', caller: 'web' }, ...late);
      await mesh.judge.refresh();
    }
    const inTurns = mesh.reader.reports();
    await mesh.judge.judge();

    expect(mesh.reader.reports()).toEqual(inTurns);
  });

  it('and a judgement at the same time are done one after the other', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    await mesh.days(3, { caller: 'web' }, { callee: 'pay' });
    await Promise.all([mesh.judge.judge(), mesh.judge.refresh(), mesh.judge.judge()]);

    expect(mesh.reader.reports()).toHaveLength(2);
    expect(await store.states()).toHaveLength(6);
  });
});

describe('after a flush', () => {
  it('what it brought news of is judged at once, and nothing else', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    mesh.send({ callee: 'pay' }, { callee: 'ads' });
    await mesh.collector.flush();
    await mesh.judge.refresh();
    mesh.clock.time += HOUR;
    mesh.send({ callee: 'pay' }, { callee: 'ads', caller: 'newcomer' }, { callee: 'cart' });
    await mesh.collector.flush();
    await mesh.judge.refreshNews();

    expect(mesh.reader.reports().map(({ id, requests }) => [id, requests.ok])).toEqual([
      ['Kubernetes/shop/ads', 2],
      ['Kubernetes/shop/cart', 1],
      ['Kubernetes/shop/pay', 1],
    ]);
  });

  it('what is new is judged beside what else is new', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    await mesh.judge.judge();
    await mesh.days(30, { callee: 'pay' }, { callee: 'ads' }, { callee: 'cart' });
    await mesh.judge.refreshNews();
    const soon = mesh.reader.reports();
    await mesh.judge.judge();

    expect(soon).toHaveLength(3);
    expect(soon).toEqual(mesh.reader.reports());
  });

  it("nothing is judged before all was judged once, which is the start's work", async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    mesh.send({});
    await mesh.collector.flush();
    await mesh.judge.refreshNews();

    expect(mesh.reader.judgedAt()).toBeNull();
    expect(mesh.reader.reports()).toEqual([]);
  });
});
