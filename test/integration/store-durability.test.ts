import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Operation } from '../../src/core/model/operation.ts';
import type { Rollout, Workload, WorkloadId } from '../../src/core/model/workload.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { anyOperation, commitOf } from '../support/store-arbitraries.ts';

let directory = '';
let files = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'leastpath-store-'));
});

afterAll(() => rm(directory, { recursive: true }));

const newFile = () => join(directory, `${files++}.db`);
const cart: WorkloadId = 'Kubernetes/shop/cart';
it('has everything after a restart, and rollouts written again after one', async () => {
  const path = newFile();
  const rollouts: Rollout[] = [{ owner: 'cart', revision: 'a', firstSeen: 1 }];
  const workload: Workload = {
    key: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
    ...{
      plane: 'sidecar',
      labels: { app: 'cart' },
      firstRecord: 1,
      lastRecord: 2,
      rollouts,
      inputs: ['als'],
    },
  };
  const [operation] = fc.sample(anyOperation, { numRuns: 1, seed: 5 });
  const operations = [{ workload: cart, operation: operation as Operation }];
  {
    await using store = await openSqliteStore(path, { migrate: true });
    await store.commit(commitOf({ batch: 'one', workloads: [workload], operations }));
  }
  await using store = await openSqliteStore(path, { migrate: false });
  expect(await store.workloads()).toEqual([workload]);
  expect(await store.operations(cart)).toEqual([operation]);
  expect(await store.commit(commitOf({ batch: 'one' }))).toBe('duplicate');
  const more = [...rollouts, { owner: 'cart', revision: 'b', firstSeen: 3 }];
  await store.commit(commitOf({ workloads: [{ ...workload, rollouts: more }] }));
  await store.commit(commitOf({ workloads: [{ ...workload, rollouts: more, lastRecord: 9 }] }));
  expect(await store.workload(cart)).toEqual({ ...workload, rollouts: more, lastRecord: 9 });
});

it('changes nothing when a commit fails in the middle, and can be used after', async () => {
  await using store = await openSqliteStore(newFile(), { migrate: true });
  const day = { workload: cart, day: 1, seq: 0, ok: 1, failed: 0, denied: 0, hours: 1 };
  const bad = commitOf({
    dayRows: [day, { ...day, ok: null as unknown as number }],
    counters: [{ source: 'als', disposition: { kind: 'evidence' }, count: 1 }],
  });
  await expect(store.commit(bad)).rejects.toThrow('NOT NULL');
  expect(await store.dayRows(cart, 0)).toEqual([]);
  expect(await store.commit({ ...bad, dayRows: [day] })).toBe('stored');
  expect(await store.dayRows(cart, 0)).toEqual([day]);
  expect(await store.counters()).toMatchObject([{ count: 1 }]);
});

it('writes rollouts again after a commit that failed', async () => {
  await using store = await openSqliteStore(newFile(), { migrate: true });
  const workload: Workload = {
    key: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
    ...{ plane: 'sidecar', labels: null, firstRecord: 1, lastRecord: 2, inputs: ['als'] },
    rollouts: [{ owner: 'cart', revision: 'a', firstSeen: 1 }],
  };
  const gaps = [{ workload: cart, from: 1, to: null as unknown as number }];
  await expect(store.commit(commitOf({ workloads: [workload], gaps }))).rejects.toThrow('NOT NULL');
  expect(await store.workloads()).toEqual([]);
  await store.commit(commitOf({ workloads: [workload] }));
  expect(await store.workloads()).toEqual([workload]);
});

it.each(['file', 'memory'])('shows committed data only while a commit is written (%s)', async (kind) => {
  await using store = await openSqliteStore(kind === 'file' ? newFile() : ':memory:', { migrate: true });
  const dayRows = Array.from({ length: 3000 }, (_, seq) => ({
    ...{ workload: cart, day: 1, ok: 1, failed: 0, denied: 0, hours: 1 },
    seq,
  }));
  await store.commit(commitOf({ dayRows: dayRows.slice(0, 10) }));
  let done = false;
  const commit = store.commit(commitOf({ dayRows })).then(() => {
    done = true;
  });
  const seen = new Set<number>();
  while (!done) {
    const rows = await store.dayRows(cart, 0);
    seen.add(rows.length * 10_000 + rows.reduce((sum, { ok }) => sum + ok, 0));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await commit;
  // A file is read by a connection of its own, so nobody waits for a flush.
  if (kind === 'file') expect(seen).toContain(10 * 10_000 + 10);
  for (const state of seen) expect([10 * 10_000 + 10, 3000 * 10_000 + 3010]).toContain(state);
});

it('writes commits that are given at the same time one after the other', async () => {
  await using store = await openSqliteStore(newFile(), { migrate: true });
  const counters = [{ source: 'als', disposition: { kind: 'evidence' }, count: 1 }] as const;
  const results = await Promise.all(Array.from({ length: 20 }, () => store.commit(commitOf({ counters }))));
  expect(new Set(results)).toEqual(new Set(['stored']));
  expect(await store.counters()).toMatchObject([{ count: 20 }]);
});
