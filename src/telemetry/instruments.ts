import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { METRICS, type MetricEntry, type MetricName } from './catalogue.ts';

type Kind<N extends MetricName> = (typeof METRICS)[N]['type'];
type Instrument<T> = T extends 'counter' ? Counter : T extends 'gauge' ? Gauge : Histogram;

export type Instruments = { readonly [N in MetricName]: Instrument<Kind<N>> };

/**
 * One instrument for each entry of the catalogue, in a registry of its own: programs in one process don't
 * mix.
 */
export function createInstruments(registry: Registry): Instruments {
  const made = Object.entries<MetricEntry>(METRICS).map(([name, { type, labels, help, buckets }]) => {
    const settings = { name, help, labelNames: [...labels], registers: [registry] };
    if (type === 'counter') return [name, new Counter(settings)];
    if (type === 'gauge') return [name, new Gauge(settings)];
    return [name, new Histogram({ ...settings, ...(buckets && { buckets: [...buckets] }) })];
  });
  return Object.fromEntries(made) as Instruments;
}
