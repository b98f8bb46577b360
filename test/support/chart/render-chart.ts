import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HelmAnswer, helm } from '../kube/helm.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { CHART } from './chart-folder.ts';
import { objectsIn, type RenderedObject } from './rendered-object.ts';

export type Values = Readonly<Record<string, unknown>>;

export interface ChartRelease {
  readonly values?: Values;
  readonly release?: string;
  readonly namespace?: string;
}

/** What `helm template` answers for the chart. `chart`: its folder or package. */
export async function templateChart(
  { values = {}, release = 'leastpath', namespace = 'leastpath' }: ChartRelease,
  chart = CHART,
): Promise<HelmAnswer> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'values.json');
  await writeFile(file, JSON.stringify(values));
  return await helm(['template', release, chart, '--namespace', namespace, '--values', file]);
}

/** The chart as YAML. Throws what Helm says against the values. */
export async function renderedText(release: ChartRelease, chart = CHART): Promise<string> {
  const { code, stdout, stderr } = await templateChart(release, chart);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** The chart's objects. Throws what Helm says against the values. */
export async function renderChart(release: ChartRelease): Promise<RenderedObject[]> {
  return objectsIn(await renderedText(release));
}
