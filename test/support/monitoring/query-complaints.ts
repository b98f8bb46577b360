import { type KnownMetric, labelValues } from './known-metrics.ts';
import { type Grouping, type LabelMatcher, parsePromql, type Selected } from './promql.ts';

type Known = ReadonlyMap<string, KnownMetric>;

/** What Prometheus adds to every series that it scrapes. */
const TARGET_LABELS = ['job', 'instance'];
const OF_COUNTERS = ['rate', 'increase', 'irate', 'resets'];
const OF_GAUGES = ['delta', 'deriv', 'idelta', 'predict_linear'];

/** What is wrong with an expression over leastpath's metrics: syntax, names, labels, their values, kinds. */
export function queryComplaints(text: string, known: Known): string[] {
  const { errors, selected, groupings } = parsePromql(text);
  if (errors.length > 0) return [`not PromQL at ${errors.join(', ')}`];
  return [
    ...selected.flatMap((one) => selectorComplaints(one, known)),
    ...groupings.flatMap((one) => groupingComplaints(one, known)),
  ];
}

/** Labels that a series of the expression can have. */
export function labelsOf(text: string, known: Known): string[] {
  const metrics = parsePromql(text).selected.map(({ metric }) => metric);
  return [...TARGET_LABELS, ...metrics.flatMap((metric) => resolve(metric, known)?.labels ?? [])];
}

/** Metrics of the expression, without the suffixes of histograms. */
export function metricsIn(text: string, known: Known): string[] {
  return parsePromql(text).selected.map(({ metric }) => baseOf(metric, known));
}

function selectorComplaints(selected: Selected, known: Known): string[] {
  const { metric, matchers, functions, kept } = selected;
  const found = resolve(metric, known);
  if (found === undefined) return [`no metric ${metric || 'named'}`];
  const complaints = matchers.flatMap((matcher) => matcherComplaints(matcher, metric, found.labels));
  const counted = functions.some((name) => OF_COUNTERS.includes(name));
  const isCounter = found.type === 'counter' || found.type === 'histogram';
  if (isCounter && !counted) complaints.push(`${metric} counts up: it needs rate or increase`);
  if (isCounter && functions.some((name) => OF_GAUGES.includes(name)))
    complaints.push(`${metric} is a counter`);
  if (!isCounter && counted) complaints.push(`${metric} is a gauge: rate and increase make no sense of it`);
  if (found.type === 'histogram' && baseOf(metric, known) === metric)
    complaints.push(`${metric} is a histogram: it has _bucket, _sum and _count`);
  if (functions.includes('histogram_quantile')) {
    if (!metric.endsWith('_bucket')) complaints.push(`histogram_quantile of ${metric}`);
    if (kept.some((labels) => labels !== null && !labels.includes('le')))
      complaints.push(`an aggregation loses le of ${metric}`);
  }
  return complaints;
}

function matcherComplaints(
  { label, operator, value }: LabelMatcher,
  metric: string,
  labels: readonly string[],
): string[] {
  if (TARGET_LABELS.includes(label)) return [];
  if (!labels.includes(label)) return [`${metric} has no label ${label}`];
  const values = labelValues(metric, label);
  if (values === null) return [];
  const asked = operator.includes('~') ? value.split('|') : [value];
  return asked
    .filter((one) => !values.some((word) => new RegExp(`^(?:${one})$`).test(word)))
    .map((one) => `${label} of ${metric} is never ${one}`);
}

function groupingComplaints({ labels, metrics }: Grouping, known: Known): string[] {
  const there = [...TARGET_LABELS, ...metrics.flatMap((metric) => resolve(metric, known)?.labels ?? [])];
  return labels
    .filter((label) => !there.includes(label))
    .map((label) => `nothing of ${metrics.join(', ')} has a label ${label}`);
}

function resolve(metric: string, known: Known): KnownMetric | undefined {
  const exact = known.get(metric);
  if (exact) return exact;
  const histogram = known.get(baseOf(metric, known));
  if (histogram === undefined) return undefined;
  return { ...histogram, labels: [...histogram.labels, ...(metric.endsWith('_bucket') ? ['le'] : [])] };
}

function baseOf(metric: string, known: Known): string {
  const base = metric.replace(/_(bucket|sum|count)$/, '');
  return known.get(base)?.type === 'histogram' ? base : metric;
}
