import { stringify } from 'yaml';

const EVERY = 5;

/**
 * A promtool test in which nothing changes from one scrape to the next: no alert fires at any of the times (hours).
 * `metrics`: what /metrics said.
 */
export function steadyMeshTest(rules: string, metrics: string, hours: readonly number[]): string {
  const scrapes = (Math.max(...hours) * 60) / EVERY + 1;
  return stringify({
    rule_files: [rules],
    evaluation_interval: `${EVERY}m`,
    tests: [
      {
        interval: `${EVERY}m`,
        input_series: samplesOf(metrics).map(({ series, value }) => ({
          series,
          values: `${value}x${scrapes}`,
        })),
        promql_expr_test: hours.map((hour) => ({
          expr: 'ALERTS{alertstate="firing"}',
          eval_time: `${hour}h`,
          exp_samples: [],
        })),
      },
    ],
  });
}

/** Samples with the labels that a scrape adds. */
function samplesOf(metrics: string): { series: string; value: string }[] {
  return metrics
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const all = [labels, 'job="leastpath"', 'instance="leastpath:8080"'].filter((text) => text !== '');
      return { series: `${name}{${all.join(',')}}`, value: steady(name, value) };
    });
}

/** Moments are of the test's own time, which begins at zero; flushes go on. */
function steady(name: string, value: string): string {
  if (name.endsWith('_start_time_seconds')) return '0';
  return name.endsWith('_timestamp_seconds') ? `0+${EVERY * 60}` : value;
}
