import { expect, it } from 'vitest';
import { openCollector } from '../../test/support/pipeline-store.ts';
import { count, MONDAY } from '../../test/support/pipeline-traffic.ts';
import type { WorkloadId } from '../core/model/workload.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { WorkloadCache } from './workload-cache.ts';

const id = (name: string): WorkloadId => `Kubernetes/shop/${name}`;

/** Workloads a to e, with one to five operations. */
async function openWorkloads() {
  const store = await openSqliteStore(':memory:', { migrate: true });
  const collector = await openCollector(store);
  const tally = collector.tally('als', true);
  for (const [i, callee] of [...'abcde'].entries()) {
    for (let path = 0; path <= i; path++) count(tally, { time: MONDAY, callee, path: `/p${path}x` });
  }
  await collector.flush();
  return store;
}

it('loads what is stored, and gives the same object until it is forgotten', async () => {
  await using store = await openWorkloads();
  const cache = new WorkloadCache(store, 100);
  const first = await cache.get(id('c'));

  expect(first.workload?.key.name).toBe('c');
  expect(first.index.operations()).toHaveLength(3);
  expect(await cache.get(id('c'))).toBe(first);
  cache.forget([id('c'), id('x')]);
  const second = await cache.get(id('c'));
  expect(second).not.toBe(first);
  cache.clear();
  expect(await cache.get(id('c'))).not.toBe(second);
});

it('gives an empty one for what is not stored', async () => {
  await using store = await openWorkloads();
  const unknown = await new WorkloadCache(store, 100).get(id('x'));

  expect(unknown.workload).toBeNull();
  expect(unknown.index.operations()).toEqual([]);
});

it('keeps as many operations as it may, those used last', async () => {
  await using store = await openWorkloads();
  const cache = new WorkloadCache(store, 8);
  const names = [...'abcde'];
  const before = new Map<string, unknown>();
  for (const name of [...names, 'a']) before.set(name, await cache.get(id(name)));
  cache.trim();
  const kept: string[] = [];
  for (const name of names) if ((await cache.get(id(name))) === before.get(name)) kept.push(name);

  // Used in the order b c d e a: b, c and d go, with 9 of the 15 operations.
  expect(kept).toEqual(['a', 'e']);
});
