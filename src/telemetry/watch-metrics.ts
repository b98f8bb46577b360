import type { InventorySource } from '../cluster-port.ts';
import type { Instruments } from './instruments.ts';

type Gauges = Pick<
  Instruments,
  'leastpath_kubernetes_watch_up' | 'leastpath_directory_age_seconds' | 'leastpath_identity_age_seconds'
>;

/** How well the cluster is known. `now`: ms. A watch that never heard anything has no age. */
export function setWatchMetrics(
  instruments: Gauges,
  source: Pick<InventorySource, 'watches' | 'certainUntil'>,
  now: number,
): void {
  const { leastpath_kubernetes_watch_up: up, leastpath_directory_age_seconds: age } = instruments;
  up.reset();
  age.reset();
  for (const { resource, state, heardAt } of source.watches()) {
    if (state === 'absent') continue;
    up.set({ resource }, state === 'synced' ? 1 : 0);
    if (heardAt !== null) age.set({ resource }, Math.max(0, now - heardAt) / 1000);
  }
  const certain = instruments.leastpath_identity_age_seconds;
  const until = source.certainUntil();
  if (Number.isFinite(until)) certain.set(Math.max(0, now - until) / 1000);
  else certain.remove();
}
