import { LABEL_VALUES, METRICS, type MetricEntry, type MetricName, REASON_VALUES } from './catalogue.ts';

/** docs/metrics.md, from the catalogue. */
export function metricsReference(): string {
  const rows = Object.entries<MetricEntry>(METRICS).map(([name, { type, labels, help }]) => {
    return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`;
  });
  const values = Object.entries(LABEL_VALUES).map(([label, list]) => `- \`${label}\`: ${list}`);
  const reasons = Object.entries(REASON_VALUES).map(([name, list]) => {
    return `- \`reason\` of \`${name as MetricName}\`: ${list.map((reason) => `\`${reason}\``).join(', ')}`;
  });
  return `${[
    '# Metrics',
    '',
    '<!-- Made from src/telemetry/catalogue.ts: change it there. -->',
    '',
    '`GET /metrics` in the format of Prometheus. `leastpath_records_received_total` is the sum of evidence,',
    'kept and dropped in every scrape. Record counters are stored with the records, so a restart does not',
    'reset them.',
    '',
    'Series with `namespace` and `workload` exist for the first `limits.labels` workloads. The rest is one row',
    'with `namespace="overflow", workload="overflow"`: counts are added up, shares weighted by requests, and of',
    'telemetry coverage and forecasts it shows the worst; it has no `leastpath_workload_state`.',
    '',
    '| metric | type | labels | |',
    '|---|---|---|---|',
    ...rows,
    '',
    "Node's default metrics (`process_…`, `nodejs_…`) are there too.",
    '',
    '## Values of labels',
    '',
    ...values,
    ...reasons,
  ].join('\n')}\n`;
}
