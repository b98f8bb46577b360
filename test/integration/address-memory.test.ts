import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Inventory } from '../../src/core/model/inventory.ts';
import type { Pod } from '../../src/core/model/pod.ts';
import { DAY } from '../../src/core/model/scaled-time.ts';
import { createEngine, type Engine } from '../../src/engine.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { handClock, MONDAY } from '../support/pipeline-traffic.ts';
import { CART_REPORTER, samplePod } from '../support/sample-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MINUTE = 60_000;
/** A kubelet's word comes so late at most. */
const LAG = 10_000;
const IP = '10.1.5.5';

const pod = (name: string, uid: string, startTime: number, endTime: number | null = null) =>
  samplePod(name, IP, { uid, startTime, endTime, labels: { app: name, 'a.b/c': 'ü' } });

function podsOnly(...pods: readonly Pod[]): Inventory {
  return { pods, owners: [], policies: null, mesh: {} };
}

/** One run of the program on a database file. `certain`: ms; null = no cluster is watched. */
async function run(
  path: string,
  now: number,
  work: (engine: Engine, at: { certain: number | null }) => unknown,
) {
  await using store = await openSqliteStore(path, { migrate: true });
  const { config } = loadConfig({ env: {}, flags: {} });
  const at: { certain: number | null } = { certain: null };
  const clock = handClock(now);
  let batches = 0;
  const engine = await createEngine({
    config,
    clock,
    store,
    unauthenticated: false,
    meshFindings: () => [],
    certainUntil: () => at.certain ?? Number.NEGATIVE_INFINITY,
    newBatchId: () => `${now} ${batches++}`,
    onFlush: ({ error }) => {
      if (error !== null) throw error;
    },
    onClamped: () => undefined,
  });
  await work(engine, at);
  await engine.collector.flush();
}

function holders({ directory }: Engine, ...times: readonly number[]): string[] {
  return times.map((time) => {
    const holder = directory.holderAt(IP, time);
    return typeof holder === 'string' ? holder : (holder.pod.uid ?? holder.pod.name);
  });
}

const before = pod('a', 'uid-1', MONDAY - DAY, MONDAY - MINUTE);
const open = pod('b', 'uid-2', MONDAY);
const DOWN = MONDAY + 10 * MINUTE;

async function firstRun(path: string): Promise<void> {
  await run(path, DOWN, (engine, at) => {
    engine.useInventory(podsOnly(before, open));
    at.certain = DOWN;
  });
}

it('remembers after a restart who had an address yesterday, before any cluster is heard', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'db');
  await firstRun(path);
  await run(path, DOWN + DAY, (engine) => {
    const times = [MONDAY - DAY, MONDAY - MINUTE, MONDAY, DOWN - LAG - 1, DOWN];
    expect(holders(engine, ...times)).toEqual(['uid-1', 'nobody', 'uid-2', 'uid-2', 'unsettled']);
    expect(engine.directory.spanAt(IP, MONDAY)?.pod).toEqual(open);
  });
});

it('gives the time while it was down to a pod only if the cluster still has the very same', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'db');
  await firstRun(path);
  const up = DOWN + 60 * MINUTE;
  const meanwhile = DOWN + 30 * MINUTE;
  await run(path, up, (engine, at) => {
    engine.useInventory(podsOnly(pod('b', 'uid-9', up - MINUTE)));
    at.certain = up + MINUTE;
    engine.useInventory(podsOnly(pod('b', 'uid-9', up - MINUTE)));
    expect(holders(engine, DOWN - LAG - 1, DOWN - LAG, meanwhile, up)).toEqual([
      'uid-2',
      'nobody',
      'nobody',
      'uid-9',
    ]);
  });
  await using second = await temporaryFolder();
  const other = join(second.path, 'db');
  await firstRun(other);
  await run(other, up, (engine, at) => {
    engine.useInventory(podsOnly(open));
    at.certain = up + MINUTE;
    engine.useInventory(podsOnly(open));
    expect(holders(engine, DOWN - LAG, meanwhile, up)).toEqual(['uid-2', 'uid-2', 'uid-2']);
  });
});

it('keeps what ended for a week, and changes of what it kept', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'db');
  await firstRun(path);
  await run(path, DOWN + MINUTE, (engine, at) => {
    engine.useInventory(podsOnly(before, { ...open, endTime: DOWN + 5000 }));
    at.certain = DOWN + MINUTE;
  });
  await run(path, DOWN + DAY, (engine) => {
    expect(holders(engine, MONDAY - DAY, DOWN + 4999, DOWN + 5000)).toEqual(['uid-1', 'uid-2', 'nobody']);
  });
  await run(path, MONDAY + 7 * DAY + MINUTE, () => undefined);
  await run(path, MONDAY + 7 * DAY + MINUTE, (engine) => {
    expect(holders(engine, MONDAY - DAY, DOWN)).toEqual(['nobody', 'uid-2']);
  });
});

it('remembers pods that only their own streams told of, and which pods were ever heard', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'db');
  const reporter = { ...CART_REPORTER, addresses: [IP] };
  await run(path, MONDAY, (engine, at) => {
    at.certain = Number.POSITIVE_INFINITY;
    engine.streams.opened('node', reporter);
    expect([...engine.heardPods()]).toEqual([['Kubernetes/shop/cart-7d9f-x2', MONDAY]]);
  });
  await run(path, MONDAY + DAY, (engine, at) => {
    at.certain = Number.POSITIVE_INFINITY;
    engine.useInventory(podsOnly());
    expect(holders(engine, MONDAY, MONDAY + MINUTE)).toEqual(['cart-7d9f-x2', 'nobody']);
    expect([...engine.heardPods()]).toEqual([['Kubernetes/shop/cart-7d9f-x2', MONDAY]]);
    engine.streams.opened('other', { ...reporter, pod: 'pay-1', cluster: 'west' });
  });
  await run(path, MONDAY + DAY, (engine) => {
    expect(Object.fromEntries(engine.heardPods())).toEqual({
      'Kubernetes/shop/cart-7d9f-x2': MONDAY,
      'west/shop/pay-1': MONDAY + DAY,
    });
  });
});
