import type { Operation } from '../../src/core/model/operation.ts';
import { DAY } from '../../src/core/model/scaled-time.ts';
import type { WorkloadId } from '../../src/core/model/workload.ts';
import { Collector, type CollectorOptions } from '../../src/pipeline/collector.ts';
import type { RecordCount, Store } from '../../src/ports.ts';
import { handClock, identifyCalls, MONDAY, quietStreams, ROOMY } from './pipeline-traffic.ts';

let batches = 0;

/** A collector on a store, with a clock that stands on Monday and streams that say nothing. */
export async function openCollector(
  store: Store,
  change: Partial<CollectorOptions> = {},
): Promise<Collector> {
  const clock = change.clock ?? handClock(MONDAY);
  const collector = new Collector({
    store,
    clock,
    identify: identifyCalls(),
    epoch: () => 0,
    streams: quietStreams(clock.now),
    timeUnit: DAY,
    limits: ROOMY,
    newBatchId: () => `batch-${batches++}`,
    onFlush: () => undefined,
    onClamped: () => undefined,
    ...change,
  });
  await collector.load();
  return collector;
}

/** `als evidence` → 3, `log dropped malformed` → 1; sorted by name. */
export function sums(counters: readonly RecordCount[]): Readonly<Record<string, number>> {
  const named = counters.map(({ source, disposition, count }): [string, number] => {
    const reason = disposition.kind === 'evidence' ? '' : ` ${disposition.reason}`;
    return [`${source} ${disposition.kind}${reason}`, count];
  });
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export function received(counters: readonly RecordCount[]): number {
  return counters.reduce((sum, { count }) => sum + count, 0);
}

export const CART: WorkloadId = 'Kubernetes/shop/cart';

/** `web GET /cart 3/1/0` for each, sorted: caller, method, path, and ok, failed, denied. */
export function rows(operations: readonly Operation[]): string[] {
  return operations
    .map(({ caller, method, path, counts }) => {
      const who = caller.principal?.split('/').at(-1) ?? caller.anonymousReason;
      return `${who} ${method} ${path} ${counts.ok}/${counts.failed}/${counts.denied}`;
    })
    .toSorted();
}
