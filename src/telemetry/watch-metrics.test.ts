import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { WatchState, WatchStatus } from '../cluster-port.ts';
import { createInstruments } from './instruments.ts';
import { setWatchMetrics } from './watch-metrics.ts';

const sourceOf = (watches: readonly WatchStatus[], until: number) => ({
  watches: () => watches,
  certainUntil: () => until,
});

it('shows each watch as it is now, and none of before', async () => {
  const registry = new Registry();
  const instruments = createInstruments(registry);
  const watch = (resource: string, state: WatchState, heardAt: number | null) => ({
    resource,
    state,
    heardAt,
    why: null,
    rule: null,
  });

  setWatchMetrics(instruments, sourceOf([watch('jobs', 'synced', 0)], 0), 1);
  setWatchMetrics(
    instruments,
    sourceOf(
      [
        watch('pods', 'synced', 4000),
        watch('services', 'stale', 1000),
        watch('secrets', 'forbidden', null),
        watch('crds', 'absent', 9000),
      ],
      3000,
    ),
    10_000,
  );

  const lines = (await registry.metrics())
    .split('\n')
    .filter((line) => /resource=|^leastpath_identity/.test(line));
  expect(lines).toEqual([
    'leastpath_kubernetes_watch_up{resource="pods"} 1',
    'leastpath_kubernetes_watch_up{resource="services"} 0',
    'leastpath_kubernetes_watch_up{resource="secrets"} 0',
    'leastpath_directory_age_seconds{resource="pods"} 6',
    'leastpath_directory_age_seconds{resource="services"} 9',
    'leastpath_identity_age_seconds 7',
  ]);

  setWatchMetrics(instruments, sourceOf([], Number.POSITIVE_INFINITY), 11_000);
  expect(await registry.metrics()).not.toMatch(/^leastpath_identity_age_seconds/m);
});
