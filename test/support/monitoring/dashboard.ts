import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Source {
  readonly type: string;
  readonly uid: string;
}

export interface Target {
  readonly refId: string;
  readonly datasource: Source;
  readonly expr: string;
  readonly legendFormat: string;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos: GridPos;
  readonly datasource?: Source;
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly Target[];
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query?: string | { readonly query: string };
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr?: string }[] };
  readonly panels: readonly Panel[];
}

export function readDashboard(): Dashboard {
  const path = resolve(import.meta.dirname, '../../../deploy/dashboards/leastpath.json');
  return JSON.parse(readFileSync(path, 'utf8')) as Dashboard;
}

export interface Query {
  readonly where: string;
  readonly expr: string;
  readonly legend: string;
}

/** Every PromQL expression of the dashboard with where it stands. */
export function queriesOf(dashboard: Dashboard): Query[] {
  const panels = dashboard.panels.flatMap(({ title = '', targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({ where: title, expr, legend: legendFormat })),
  );
  const annotations = dashboard.annotations.list.flatMap(({ name, expr }) =>
    expr === undefined ? [] : [{ where: name, expr, legend: '' }],
  );
  const variables = dashboard.templating.list.flatMap(({ name, query }) => {
    const [, selector] = /^label_values\((.*), *\w+\)$/.exec(textOf(query)) ?? [];
    return selector === undefined ? [] : [{ where: `variable ${name}`, expr: selector, legend: '' }];
  });
  return [...panels, ...annotations, ...variables];
}

/** Grafana's variables as Prometheus would get them. */
export function interpolated(expr: string): string {
  return expr
    .replace(/\$(__rate_interval|__range|__interval)\b/g, '5m')
    .replace(/\$\{?(\w+)(:\w+)?\}?/g, '.*');
}

export function textOf(query: Variable['query']): string {
  return typeof query === 'string' ? query : (query?.query ?? '');
}
