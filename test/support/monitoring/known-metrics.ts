import { collectDefaultMetrics, Registry } from 'prom-client';
import { DETAILS } from '../../../src/core/model/flow.ts';
import { STATES } from '../../../src/core/model/readiness.ts';
import { RECORD_SOURCES } from '../../../src/core/model/reason.ts';
import {
  METRICS,
  type MetricEntry,
  type MetricName,
  REASON_VALUES,
} from '../../../src/telemetry/catalogue.ts';

export interface KnownMetric {
  readonly type: string;
  readonly labels: readonly string[];
}

/** Everything that /metrics can have: the catalogue and Node's default metrics. */
export async function knownMetrics(): Promise<ReadonlyMap<string, KnownMetric>> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const defaults = (await registry.getMetricsAsJSON()).map(({ name, type, values }) => {
    const labels = values.flatMap((value) => Object.keys(value.labels));
    return [name, { type: String(type), labels: [...new Set(labels)] }] as const;
  });
  return new Map<string, KnownMetric>([...defaults, ...Object.entries<MetricEntry>(METRICS)]);
}

const CLOSED: Readonly<Record<string, readonly string[]>> = {
  source: RECORD_SOURCES,
  detail: DETAILS,
  state: STATES,
  enforced: ['true', 'false'],
};

/** What the label of the metric can say; null = a name, or a list that isn't closed. */
export function labelValues(metric: string, label: string): readonly string[] | null {
  if (label !== 'reason') return CLOSED[label] ?? null;
  return REASON_VALUES[metric as MetricName] ?? null;
}
