import { describe, expect, it } from 'vitest';
import { knownMetrics } from '../support/monitoring/known-metrics.ts';
import { parsePromql } from '../support/monitoring/promql.ts';
import { queryComplaints } from '../support/monitoring/query-complaints.ts';

const known = await knownMetrics();

describe('what queries must not be', () => {
  it.each([
    ['sum(rate(leastpath_als_streams_broken_total[5m])', [/^not PromQL at \d+/]],
    ['leastpath_edges >', [/^not PromQL/]],
    ['leastpath_als_stream', ['no metric leastpath_als_stream']],
    ['rate(leastpath_records_lost_total[5m])', ['no metric leastpath_records_lost_total']],
    ['{namespace="shop"}', ['no metric named']],
    ['leastpath_edges{reason="x"}', ['leastpath_edges has no label reason']],
    ['sum by (reason) (leastpath_edges)', ['nothing of leastpath_edges has a label reason']],
    [
      'leastpath_edges and on (state) leastpath_workload_state',
      ['nothing of leastpath_edges, leastpath_workload_state has a label state'],
    ],
    ['leastpath_workloads{state="stabel"}', ['state of leastpath_workloads is never stabel']],
    [
      'rate(leastpath_records_kept_total{reason=~"denied|queue-overflow"}[5m])',
      ['reason of leastpath_records_kept_total is never queue-overflow'],
    ],
    [
      'leastpath_flush_failures_total > 0',
      ['leastpath_flush_failures_total counts up: it needs rate or increase'],
    ],
    [
      'rate(leastpath_als_streams[5m])',
      ['leastpath_als_streams is a gauge: rate and increase make no sense of it'],
    ],
    [
      'delta(leastpath_flush_failures_total[5m])',
      [
        'leastpath_flush_failures_total counts up: it needs rate or increase',
        'leastpath_flush_failures_total is a counter',
      ],
    ],
    [
      'rate(leastpath_flush_duration_seconds[5m])',
      ['leastpath_flush_duration_seconds is a histogram: it has _bucket, _sum and _count'],
    ],
    [
      'histogram_quantile(0.9, sum(rate(leastpath_flush_duration_seconds_bucket[5m])))',
      ['an aggregation loses le of leastpath_flush_duration_seconds_bucket'],
    ],
    [
      'histogram_quantile(0.9, rate(leastpath_flush_duration_seconds_sum[5m]))',
      ['histogram_quantile of leastpath_flush_duration_seconds_sum'],
    ],
  ])('%s', (query, complaints) => {
    const found = queryComplaints(query, known);

    expect(found).toHaveLength(complaints.length);
    expect(found).toEqual(
      complaints.map((one) => (one instanceof RegExp ? expect.stringMatching(one) : one)),
    );
  });
});

describe('what queries may be', () => {
  it.each([
    'histogram_quantile(0.9, sum by (job, le) (rate(leastpath_flush_duration_seconds_bucket[5m] offset 1d)))',
    'rate(leastpath_flush_duration_seconds_sum[5m]) / rate(leastpath_flush_duration_seconds_count[5m])',
    'sum by (source) (increase(leastpath_records_dropped_total{source=~"als|log",reason!~"malformed|over.*"}[5m]))',
    'process_resident_memory_bytes and on (job, instance) leastpath_build_info',
    'rate(nodejs_gc_duration_seconds_count[5m]) unless on (job, instance) leastpath_build_info',
    'topk(3, max_over_time(leastpath_edges{namespace=~".*",detail="paths",job="x"}[1d:5m]))',
  ])('%s', (query) => {
    expect(queryComplaints(query, known)).toEqual([]);
  });
});

it('sees a selector with what is around it', () => {
  const { errors, selected, groupings } = parsePromql(
    'max without (pod) (sum by (source) (rate(leastpath_records_received_total{source!="log"}[5m])))',
  );

  expect(errors).toEqual([]);
  expect(selected).toEqual([
    {
      metric: 'leastpath_records_received_total',
      matchers: [{ label: 'source', operator: '!=', value: 'log' }],
      functions: ['rate'],
      kept: [['source'], null],
      range: true,
    },
  ]);
  expect(groupings.map(({ labels }) => labels)).toEqual([['pod'], ['source']]);
});
