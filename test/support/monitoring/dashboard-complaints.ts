import { type Dashboard, type GridPos, type Panel, queriesOf, textOf } from './dashboard.ts';

const WIDTH = 24;
const DATASOURCE = /^\$\{datasource\}$/;

/** What a careful reader of the JSON would object to: layout, words, units, data sources, variables. */
export function dashboardComplaints(dashboard: Dashboard): string[] {
  const { panels } = dashboard;
  return [
    ...repeated(panels.map(({ id }) => `panel id ${id}`)),
    ...repeated(panels.map(({ title }) => `title ${title}`)),
    ...repeated(dashboard.templating.list.map(({ name }) => `variable ${name}`)),
    ...panels.flatMap(panelComplaints),
    ...overlaps(panels),
    ...variableComplaints(dashboard),
  ];
}

function panelComplaints(panel: Panel): string[] {
  const { type, title, description, gridPos, fieldConfig, datasource, targets = [] } = panel;
  const name = title || `panel ${panel.id}`;
  const complaints = title ? [] : [`${name} has no title`];
  if (gridPos.x < 0 || gridPos.x + gridPos.w > WIDTH) complaints.push(`${name} is wider than the page`);
  if (type === 'row') return complaints;
  if (!description) complaints.push(`${name} has no description`);
  if (!fieldConfig?.defaults.unit) complaints.push(`${name} has no unit`);
  if (targets.length === 0) complaints.push(`${name} asks nothing`);
  const sources = [datasource, ...targets.map((target) => target.datasource)];
  if (sources.some((source) => !DATASOURCE.test(source?.uid ?? '')))
    complaints.push(`${name} has a data source of its own`);
  return [...complaints, ...repeated(targets.map(({ refId }) => `refId ${refId} of ${name}`))];
}

function overlaps(panels: readonly Panel[]): string[] {
  return panels.flatMap((panel, index) =>
    panels
      .slice(index + 1)
      .filter((other) => meet(panel.gridPos, other.gridPos))
      .map((other) => `${panel.title} overlaps ${other.title}`),
  );
}

function meet(a: GridPos, b: GridPos): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function variableComplaints(dashboard: Dashboard): string[] {
  const { list } = dashboard.templating;
  const sources = dashboard.panels.flatMap(({ datasource }) => datasource?.uid ?? []);
  const texts = [...queriesOf(dashboard).map(({ expr }) => expr), ...sources];
  const queries = list.map(({ query }) => textOf(query));
  const used = new Set([...texts, ...queries].flatMap(variablesIn));
  const defined = list.map(({ name }) => name);
  return [
    ...defined.filter((name) => !used.has(name)).map((name) => `variable ${name} is not used`),
    ...[...used].filter((name) => !defined.includes(name)).map((name) => `variable ${name} is not defined`),
  ];
}

/** Those of Grafana itself begin with two underscores. */
function variablesIn(text: string): string[] {
  return [...text.matchAll(/\$\{?(\w+)/g)]
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('__'));
}

function repeated(words: readonly string[]): string[] {
  const twice = words.filter((word, index) => words.indexOf(word) !== index);
  return [...new Set(twice)].map((word) => `${word} comes twice`);
}
