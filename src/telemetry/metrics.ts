import { collectDefaultMetrics, Registry } from 'prom-client';
import type { MeshReader } from '../ports.ts';
import { createInstruments, type Instruments } from './instruments.ts';
import { createLabelCap } from './label-cap.ts';
import { setRecordMetrics } from './record-metrics.ts';
import { setWorkloadMetrics } from './workload-metrics.ts';

export interface MetricsOptions {
  readonly version: string;
  /** Workloads with series of their own (`limits.labels`). */
  readonly labelLimit: number;
}

export interface Metrics {
  readonly instruments: Instruments;
  /** What a scrape gets. */
  render(reader: MeshReader): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** A registry of its own: nothing is global, so two programs in one process don't mix. */
export function createMetrics({ version, labelLimit }: MetricsOptions): Metrics {
  const registry = new Registry();
  const instruments = createInstruments(registry);
  const capped = createLabelCap(labelLimit);
  collectDefaultMetrics({ register: registry });
  instruments.leastpath_build_info.set({ version }, 1);
  let last: Promise<unknown> = Promise.resolve();

  return {
    instruments,
    // One scrape after the other: each reads the instruments as it has set them.
    render(reader) {
      const scrape = last.then(async () => {
        setRecordMetrics(instruments, reader.counters());
        instruments.leastpath_ingest_queue_records.set(reader.pendingRecords());
        const reports = reader.reports();
        setWorkloadMetrics(instruments, reports, capped(reports));
        return { contentType: registry.contentType, body: await registry.metrics() };
      });
      last = scrape.catch(() => undefined);
      return scrape;
    },
  };
}
