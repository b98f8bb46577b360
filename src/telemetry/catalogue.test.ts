import { expect, it } from 'vitest';
import { METRICS, type MetricEntry } from './catalogue.ts';

it.each(Object.entries<MetricEntry>(METRICS))('%s is named as Prometheus wants', (name, { type, help }) => {
  expect(name.endsWith('_total')).toBe(type === 'counter');
  expect(name).toMatch(/^leastpath_[a-z_]+$/);
  expect(help).not.toMatch(/[.\n|]$/);
});
