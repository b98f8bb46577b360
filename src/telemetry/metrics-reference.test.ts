import { expect, it } from 'vitest';
import { METRICS, type MetricEntry } from './catalogue.ts';
import { metricsReference } from './metrics-reference.ts';

it('is what docs/metrics.md says (vitest -u writes it)', async () => {
  await expect(metricsReference()).toMatchFileSnapshot('../../docs/metrics.md');
});

it.each(Object.entries<MetricEntry>(METRICS))('%s is named as Prometheus wants', (name, { type, help }) => {
  expect(name.endsWith('_total')).toBe(type === 'counter');
  expect(name).toMatch(/^leastpath_[a-z_]+$/);
  expect(help).not.toMatch(/[.\n|]$/);
});
