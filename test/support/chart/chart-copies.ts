import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../docs/repository-files.ts';

/** Helm reads no file outside of the chart. */
const COPIES = {
  'deploy/helm/leastpath/files/leastpath.rules.yaml': 'deploy/alerts/leastpath.rules.yaml',
  'deploy/helm/leastpath/files/leastpath.json': 'deploy/dashboards/leastpath.json',
} as const;

/** Files of the chart that are copies, with what their originals say now. */
export function chartCopies(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(COPIES).map(([copy, original]) => [copy, readFileSync(join(ROOT, original), 'utf8')]),
  );
}
