import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/telemetry/catalogue.ts';
import {
  type Dashboard,
  interpolated,
  type Panel,
  queriesOf,
  readDashboard,
} from '../support/monitoring/dashboard.ts';
import { dashboardComplaints } from '../support/monitoring/dashboard-complaints.ts';
import { knownMetrics } from '../support/monitoring/known-metrics.ts';
import { labelsOf, metricsIn, queryComplaints } from '../support/monitoring/query-complaints.ts';

const dashboard = readDashboard();
const known = await knownMetrics();
const queries = queriesOf(dashboard).map((query) => ({ ...query, expr: interpolated(query.expr) }));

it('has queries to check', () => {
  expect(queries.length).toBeGreaterThan(50);
});

it.each(queries)('$where asks for what /metrics has: $expr', ({ expr }) => {
  expect(queryComplaints(expr, known)).toEqual([]);
});

it.each(queries.filter(({ legend }) => legend !== ''))(
  'the legend "$legend" of $where is labels of it',
  (query) => {
    const named = [...query.legend.matchAll(/\{\{ *(\w+) *\}\}/g)].map(([, label]) => label);

    expect(labelsOf(query.expr, known)).toEqual(expect.arrayContaining(named));
  },
);

it('has a place for every metric of the catalogue', () => {
  const shown = new Set(queries.flatMap(({ expr }) => metricsIn(expr, known)));

  expect(Object.keys(METRICS).filter((name) => !shown.has(name))).toEqual([]);
});

it('never has a fixed window for what is shown over time', () => {
  const rates = dashboard.panels
    .filter(({ type }) => type === 'timeseries')
    .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
    .filter((expr) => /\b(rate|increase)\(/.test(expr));

  expect(rates.length).toBeGreaterThan(5);
  expect(rates.filter((expr) => !expr.includes('[$__rate_interval]'))).toEqual([]);
});

it('has its rows in the order of the data', () => {
  const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);

  expect(rows).toEqual([
    'Coverage of the mesh',
    'Intake and loss',
    'Cluster view',
    'Workload in detail',
    'Denied and drift',
    'Process',
  ]);
});

describe('as JSON', () => {
  it('bears a look', () => {
    expect(dashboardComplaints(dashboard)).toEqual([]);
  });

  it('keeps its place in Grafana', () => {
    expect(dashboard).toMatchObject({ uid: 'leastpath', title: 'leastpath', schemaVersion: 42 });
  });

  const [, panel, other] = dashboard.panels as [Panel, Panel, Panel];
  const withPanel = (changed: object): Dashboard => ({
    ...dashboard,
    panels: dashboard.panels.map((one) => (one === panel ? ({ ...one, ...changed } as Panel) : one)),
  });
  const target = panel.targets?.[0];

  it.each([
    { change: { id: other.id }, complaint: `panel id ${other.id} comes twice` },
    { change: { title: '' }, complaint: `panel ${panel.id} has no title` },
    { change: { title: other.title }, complaint: `title ${other.title} comes twice` },
    { change: { description: '' }, complaint: `${panel.title} has no description` },
    { change: { fieldConfig: { defaults: {} } }, complaint: `${panel.title} has no unit` },
    { change: { targets: [] }, complaint: `${panel.title} asks nothing` },
    { change: { gridPos: other.gridPos }, complaint: `${panel.title} overlaps ${other.title}` },
    { change: { gridPos: { ...panel.gridPos, x: 20 } }, complaint: `${panel.title} is wider than the page` },
    {
      change: { datasource: { type: 'prometheus', uid: 'abc' } },
      complaint: `${panel.title} has a data source of its own`,
    },
    { change: { targets: [target, target] }, complaint: `refId A of ${panel.title} comes twice` },
    {
      change: { targets: [{ ...target, expr: 'leastpath_als_streams{job="$cluster"}' }] },
      complaint: 'variable cluster is not defined',
    },
  ])('a panel with $change is objected to', ({ change, complaint }) => {
    expect(dashboardComplaints(withPanel(change))).toContain(complaint);
  });

  it('a variable that nothing uses is objected to', () => {
    const list = [
      ...dashboard.templating.list,
      { name: 'spare', type: 'query', query: 'label_values(up, job)' },
    ];

    expect(dashboardComplaints({ ...dashboard, templating: { list } })).toEqual([
      'variable spare is not used',
    ]);
  });
});
