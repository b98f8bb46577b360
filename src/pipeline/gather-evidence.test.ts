import { expect, it } from 'vitest';
import { MIDNIGHT, openEngine } from '../../test/support/engine-mesh.ts';
import { CART } from '../../test/support/pipeline-store.ts';
import { handClock } from '../../test/support/pipeline-traffic.ts';
import { DEFAULTS } from '../../test/support/sample-history.ts';
import { DAY } from '../core/model/scaled-time.ts';
import type { Workload } from '../core/model/workload.ts';
import { DEFAULT_MESH } from '../core/recommend/recommend-input.ts';
import { selectorOf } from '../core/recommend/selector.ts';
import type { Store } from '../ports.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { gatherEvidence, gatherSightings } from './gather-evidence.ts';
import { surroundings } from './surroundings.ts';

async function inputOf(store: Store, now: number) {
  const workload = (await store.workload(CART)) as Workload;
  const listening = [{ input: 'als', from: 0, to: now }] as const;
  const selector = selectorOf(workload, null);
  const settings = DEFAULTS;
  return {
    workload,
    now,
    listening,
    openGaps: [],
    selector,
    deployed: null,
    policiesSince: 0,
    callers: new Map(),
    settings,
    mesh: DEFAULT_MESH,
    surroundings: surroundings({
      inventory: () => null,
      mesh: () => DEFAULT_MESH,
      leftOut: () => new Set(),
      isHeard: () => false,
      collector: { listening: () => listening },
      timeUnit: settings.timeUnit,
    }),
  };
}

it('counts each request once, also when a flush comes between two readings', async () => {
  await using store = await openSqliteStore(':memory:', { migrate: true });
  const mesh = await openEngine(store, handClock(MIDNIGHT));
  await mesh.days(3, { caller: 'web' }, { caller: 'web' }, { caller: 'pay' });
  const dayRows = store.dayRows.bind(store);
  const racing = new Proxy(store, {
    get(real, name) {
      if (name !== 'dayRows') return Reflect.get(real, name).bind(real);
      return async (...args: Parameters<Store['dayRows']>) => {
        // A new day: what was today's in the operations' rows moves to rows of its own.
        await mesh.days(1, { caller: 'web' }, { caller: 'pay' });
        return dayRows(...args);
      };
    },
  });
  const { history, edges } = await gatherEvidence(racing, await inputOf(store, mesh.clock.time));

  const stored = edges.callers.reduce((sum, { counts }) => sum + counts.ok, 0);
  expect(stored).toBe(9);
  expect(history.daily.reduce((sum, { ok }) => sum + ok, 0)).toBe(9);
});

it('sights the same edges in the same covered time, without the days’ counts', async () => {
  await using store = await openSqliteStore(':memory:', { migrate: true });
  const mesh = await openEngine(store, handClock(MIDNIGHT));
  await mesh.days(20, { caller: 'web' }, { caller: 'pay', path: '/x', outcome: 'failed' });
  const input = {
    ...(await inputOf(store, mesh.clock.time)),
    openGaps: [
      { workload: CART, from: mesh.clock.time - DAY, to: mesh.clock.time },
      { workload: 'Kubernetes/shop/other', from: 0, to: mesh.clock.time },
    ] as const,
  };
  const { history } = await gatherEvidence(store, input);
  const sighted = await gatherSightings(store, input);

  expect({ ...sighted, daily: [] }).toEqual({ ...history, daily: [] });
  expect(sighted.covered).toEqual([{ from: MIDNIGHT + DAY / 2, to: mesh.clock.time - DAY }]);
});
