import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { watchedResources } from '../../src/kube/watch/resources.ts';
import { watchFindings } from '../../src/watch-findings.ts';
import { codeIn, codeRows, fencedLines, sectionOf } from '../support/docs/markdown.ts';
import { ROOT } from '../support/docs/repository-files.ts';
import { isRoute } from '../support/monitoring/runbooks.ts';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const kubernetes = read('docs/kubernetes.md');
const install = read('docs/install.md');
const firstCells = (text: string) => codeRows(text).map(([cell = '']) => codeIn(cell)[0]);

describe('docs/kubernetes.md', () => {
  it('has each resource that is watched, in their order, and none else', () => {
    const watched = watchedResources('istio-system').map(({ name }) => name);

    expect(firstCells(sectionOf(kubernetes, 'What is read, and why'))).toEqual(watched);
  });

  it('has rules for all of them, and for nothing else', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(kubernetes) ?? [];
    const rules = yaml.split('---\n').flatMap((text) => (parse(text) as { rules: Rule[] }).rules);
    const granted = rules.flatMap(({ apiGroups: [group], resources, resourceNames = [] }) =>
      resources.map((one) => [[one, ...resourceNames].join('/'), group].filter(Boolean).join('.')),
    );

    expect(rules.filter(({ verbs }) => verbs.join() !== 'list,watch')).toEqual([]);
    expect(granted.sort()).toEqual(
      watchedResources('istio-system')
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('has each state of a watch, and each finding about watches', () => {
    const states = ['connecting', 'synced', 'stale', 'forbidden', 'absent'] as const;
    const watches = states.map((state) => {
      return {
        resource: 'jobs.batch',
        state,
        heardAt: null,
        why: state === 'synced' ? 'x' : null,
        rule: null,
      };
    });
    const ids = watchFindings(watches, { missing: 'no cluster', broken: true }).map(({ id }) => id);

    expect(firstCells(sectionOf(kubernetes, 'How it watches'))).toEqual(states);
    expect(firstCells(sectionOf(kubernetes, 'When something is wrong'))).toEqual(ids);
  });
});

interface Rule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly resourceNames?: string[];
  readonly verbs: string[];
}

describe('docs/install.md', () => {
  const lines = fencedLines(install);

  it('sets values that the chart has', () => {
    const values: unknown = parse(read('deploy/helm/leastpath/values.yaml'));
    const set = lines.flatMap((line) => [...line.matchAll(/--set '?([\w.]+)=/g)].map(([, key = '']) => key));
    const isThere = (key: string) =>
      key.split('.').reduce<unknown>((inner, part) => Object(inner)[part], values) !== undefined;

    expect(set.length).toBeGreaterThan(5);
    expect(set.filter((key) => !isThere(key))).toEqual([]);
  });

  it('asks routes that there are', () => {
    const routes = lines.flatMap((line) => /127\.0\.0\.1:8080(\/[^\s'?]*)/.exec(line)?.[1] ?? []);

    expect(routes.length).toBeGreaterThan(5);
    expect(routes.filter((route) => !isRoute(route))).toEqual([]);
  });

  it('names the manifests that there are, and changes their image', () => {
    const manifest = read('deploy/manifests/leastpath.yaml');
    const [, pattern = ''] = /s\|([^|]+)\|/.exec(install) ?? [];

    expect(manifest.match(new RegExp(pattern, 'g'))).toHaveLength(1);
  });
});
