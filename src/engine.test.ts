import { describe, expect, it } from 'vitest';
import { type CallNow, type EngineMesh, MIDNIGHT, openEngine } from '../test/support/engine-mesh.ts';
import { failingStore } from '../test/support/failing-store.ts';
import { CART, rows } from '../test/support/pipeline-store.ts';
import { handClock } from '../test/support/pipeline-traffic.ts';
import { CART_REPORTER, samplePod } from '../test/support/sample-record.ts';
import type { Inventory } from './core/model/inventory.ts';
import type { Pod } from './core/model/pod.ts';
import { DAY, HOUR } from './core/model/scaled-time.ts';
import type { Store } from './ports.ts';
import { openSqliteStore } from './store/sqlite-store.ts';

const openStore = () => openSqliteStore(':memory:', { migrate: true });

function podsOnly(pods: readonly Pod[]): Inventory {
  return { pods, owners: [], policies: null, mesh: {} };
}

/** A call of cart's that its own proxy reports, to whoever has the address. */
function callTo(ip: string) {
  const local = { ip: '10.96.0.9', port: 80 };
  const peer = { kind: 'tls', peerUriSans: [], localUriSans: [], peerCertificate: false } as const;
  const upstreamCluster = 'outbound|80||x.shop.svc.cluster.local';
  return { path: `/to/${ip}`, change: { upstreamCluster, local, upstreamRemote: { ip, port: 8080 }, peer } };
}

async function calledOf(store: Store): Promise<Record<string, string[]>> {
  const called: Record<string, string[]> = {};
  for (const { key } of await store.workloads()) {
    called[key.name] = rows(await store.operations(`${key.cluster}/${key.namespace}/${key.name}`));
  }
  return called;
}

describe('who has an address', () => {
  const flushed = async (mesh: EngineMesh, ...calls: readonly CallNow[]) => {
    mesh.send(...calls);
    await mesh.collector.flush();
  };

  it('is what the newest inventory says, from the moment it is there', async () => {
    await using store = await openStore();
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    const call = callTo('10.1.5.5');
    mesh.useInventory(podsOnly([samplePod('first', '10.1.5.5')]));
    await flushed(mesh, call, call);
    mesh.clock.time += HOUR;
    mesh.useInventory(podsOnly([]));
    await flushed(mesh, call);
    mesh.clock.time += HOUR;
    const startTime = mesh.clock.time;
    mesh.useInventory(podsOnly([samplePod('second', '10.1.5.5', { startTime })]));
    await flushed(mesh, call);
    await flushed(mesh, call, call);

    expect(await calledOf(store)).toEqual({
      first: ['cart GET /to/10.1.5.5 2/0/0'],
      second: ['cart GET /to/10.1.5.5 3/0/0'],
    });
    expect(mesh.collector.counters()).toEqual([
      { source: 'als', disposition: { kind: 'kept', reason: 'source-row' }, count: 6 },
    ]);
  });

  it('is what a proxy says of itself, known tuples included after a flush', async () => {
    await using store = await openStore();
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    const call = callTo('10.1.5.5');
    await flushed(mesh, call);
    expect(await calledOf(store)).toEqual({});
    const pay = {
      ...CART_REPORTER,
      pod: 'pay-1-x',
      owner: 'pay',
      addresses: ['10.1.5.5'],
      labels: { app: 'pay' },
    };
    mesh.streams.opened('node', pay);
    await flushed(mesh);
    await flushed(mesh, call, call);

    expect(await calledOf(store)).toEqual({ pay: ['cart GET /to/10.1.5.5 2/0/0'] });
  });

  it('changes between two records of one flush', async () => {
    await using store = await openStore();
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    mesh.useInventory(podsOnly([samplePod('first', '10.1.5.5')]));
    mesh.send(callTo('10.1.5.5'));
    mesh.clock.time += HOUR;
    const startTime = mesh.clock.time;
    mesh.useInventory(podsOnly([samplePod('second', '10.1.5.5', { startTime })]));
    await flushed(mesh, { ...callTo('10.1.5.5'), path: '/next' });

    expect(await calledOf(store)).toEqual({
      first: ['cart GET /to/10.1.5.5 1/0/0'],
      second: ['cart GET /next 1/0/0'],
    });
  });

  it('is kept of a proxy as long as its stream stands', async () => {
    await using store = await openStore();
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    const labels = { app: 'pay' };
    mesh.streams.opened('node', {
      ...CART_REPORTER,
      pod: 'pay-1-x',
      owner: 'pay',
      addresses: ['10.1.5.5'],
      labels,
    });
    mesh.clock.time += HOUR;
    await flushed(mesh);
    await flushed(mesh, callTo('10.1.5.5'));
    mesh.streams.closed('node');
    mesh.clock.time += HOUR;
    await flushed(mesh);
    await flushed(mesh, { ...callTo('10.1.5.5'), path: '/later' });

    expect(await calledOf(store)).toEqual({ pay: ['cart GET /to/10.1.5.5 1/0/0'] });
  });

  it('is kept of a pod that is still listed', async () => {
    await using store = await openStore();
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    const inventory = podsOnly([samplePod('first', '10.1.5.5')]);
    for (let i = 0; i < 3; i++) {
      mesh.useInventory(inventory);
      await flushed(mesh, callTo('10.1.5.5'));
      mesh.clock.time += HOUR;
    }

    expect(await calledOf(store)).toEqual({ first: ['cart GET /to/10.1.5.5 3/0/0'] });
  });
});

it('holds a broken stream’s gap against the workload that its node reports for', async () => {
  await using store = await openStore();
  const mesh = await openEngine(store, handClock(MIDNIGHT));
  mesh.streams.opened('node', CART_REPORTER);
  await mesh.days(1, {});
  mesh.streams.broke('node', mesh.clock.time - HOUR / 2);
  await mesh.judge.judge();
  const open = mesh.reader.report(CART)?.coverageShare;
  mesh.streams.opened('node', CART_REPORTER);
  await mesh.collector.flush();
  await mesh.judge.judge();

  expect(await store.gaps(CART)).toEqual([
    { workload: CART, from: mesh.clock.time - HOUR / 2, to: mesh.clock.time },
  ]);
  // An hour that a gap touches is lost, of the twelve since the first record.
  expect(open).toBeCloseTo(11 / 12);
  expect(mesh.reader.report(CART)?.coverageShare).toBeCloseTo(11 / 12);
});

it('explains a first sighting by the rollout of its caller', async () => {
  await using store = await openStore();
  const mesh = await openEngine(store, handClock(MIDNIGHT));
  const reporter = (revision: string) => ({
    ...CART_REPORTER,
    pod: `web-${revision}-x`,
    owner: 'web',
    labels: { app: 'web' },
    serviceAccount: 'web',
  });
  const web = (revision: string) => ({ caller: 'ingress', change: { reporter: reporter(revision) } });
  mesh.streams.opened('web', reporter('a'));
  await mesh.days(20, { caller: 'pay' }, web('a'));
  await mesh.days(1, { caller: 'pay' }, web('b'), { caller: 'web' });
  await mesh.days(1, { caller: 'pay' }, web('b'), { caller: 'web' });
  await mesh.judge.judge();
  const explained = mesh.reader.report(CART)?.readiness.callers.risk.unseen ?? 1;

  const other = await openEngine(await openStore(), handClock(MIDNIGHT));
  await other.days(20, { caller: 'pay' }, web('a'));
  await other.days(2, { caller: 'pay' }, web('a'), { caller: 'web' });
  await other.judge.judge();
  const unexplained = other.reader.report(CART)?.readiness.callers.risk.unseen ?? 0;

  expect(explained).toBeLessThan(unexplained);
});

it('says whether the last flush was stored', async () => {
  await using store = failingStore(await openStore());
  const mesh = await openEngine(store, handClock(MIDNIGHT));
  expect(mesh.stored()).toBe(true);
  store.fates = ['refuse'];
  await mesh.collector.flush();
  expect(mesh.stored()).toBe(false);
  await mesh.collector.flush();
  expect(mesh.stored()).toBe(true);
});

it.each([
  ['1d', DAY],
  ['2s', 2000],
])('forgets figures of days beyond the retention, where a day is %s', async (unit, day) => {
  await using store = await openStore();
  const mesh = await openEngine(store, handClock(1000 * day), { 'learn.timeUnit': unit });
  for (let i = 0; i < 10; i++) {
    mesh.send({});
    await mesh.collector.flush();
    mesh.clock.time += day;
  }
  await mesh.prune(3 * DAY);

  expect((await store.dayRows(CART, 0)).map((row) => row.day)).toEqual([1007, 1008]);
  expect((await store.hourCounts(CART, 0)).map(({ hour }) => hour)).toEqual([1008 * 24, 1009 * 24]);
  expect((await store.operations(CART))[0]?.counts.ok).toBe(10);
});
