import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { CHART } from '../chart/chart-folder.ts';

export interface ChartValue {
  /** `service.alsPort` */
  readonly path: string;
  readonly fallback: unknown;
  /** From the comment above it, which begins with two dashes. */
  readonly meaning: string;
}

/** The values of the chart that have a meaning of their own, in the order of the file. */
export function chartValues(): ChartValue[] {
  const text = readFileSync(join(CHART, 'values.yaml'), 'utf8');
  const values: unknown = parse(text);
  const found: ChartValue[] = [];
  let sections: string[] = [];
  let meaning: string[] = [];
  for (const line of text.split('\n')) {
    const [, comment] = /^ *# ?(.*)$/.exec(line) ?? [];
    if (comment !== undefined) {
      if (comment.startsWith('-- ')) meaning = [comment.slice(3)];
      else if (meaning.length > 0) meaning.push(comment);
      continue;
    }
    const [, spaces = '', key] = /^( *)([A-Za-z]+):/.exec(line) ?? [];
    if (key === undefined) {
      meaning = [];
      continue;
    }
    sections = [...sections.slice(0, spaces.length / 2), key];
    const path = sections.join('.');
    if (meaning.length > 0) found.push({ path, fallback: at(values, sections), meaning: meaning.join(' ') });
    meaning = [];
  }
  return found;
}

function at(values: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], values);
}

/** docs/helm.md, from the chart's values.yaml. */
export function helmReference(): string {
  const rows = chartValues().map(
    ({ path, fallback, meaning }) =>
      `| \`${path}\` | \`${shown(fallback)}\` | ${meaning.replaceAll('|', '\\|')} |`,
  );
  return `${[
    '# Values of the Helm chart',
    '',
    '<!-- Made from deploy/helm/leastpath/values.yaml: change it there. -->',
    '',
    'A value that is not in this list is refused, as is one of the wrong kind. `config` takes every key of',
    '[config.md](config.md).',
    '',
    '| value | default | |',
    '|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}

function shown(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}
