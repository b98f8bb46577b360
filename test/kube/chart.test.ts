import { readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHART } from '../support/chart/chart-folder.ts';
import { create, dryRun } from '../support/chart/dry-run.ts';
import { plainManifests } from '../support/chart/plain-manifests.ts';
import { renderChart, renderedText } from '../support/chart/render-chart.ts';
import { onlyOf, type RenderedObject } from '../support/chart/rendered-object.ts';
import { VALUE_SETS } from '../support/chart/value-sets.ts';
import { ROOT } from '../support/docs/repository-files.ts';
import { type ApiServer, startApiServer } from '../support/kube/api-server.ts';
import { helm } from '../support/kube/helm.ts';
import { runHere } from '../support/program-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const v1 = (kind: string, metadata: RenderedObject['metadata']): RenderedObject => ({
  apiVersion: 'v1',
  kind,
  metadata,
});

/** What it says of ambient meshes is for those who run one. */
const isBad = ({ severity }: { severity: string }) => severity !== 'info';

/** A namespace in which only pods of the level `restricted` may run, with the account that the pod wants. */
async function restrictedNamespace(name: string, account: string): Promise<void> {
  const modes = ['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']);
  await create(server, v1('Namespace', { name, labels: Object.fromEntries(modes) }));
  await create(server, v1('ServiceAccount', { name: account, namespace: name }));
}

describe.each(Object.entries(VALUE_SETS))('the chart with %s', (_, release) => {
  let objects: RenderedObject[];
  beforeAll(async () => {
    objects = await renderChart(release);
    for (const { metadata } of objects) {
      if (metadata.namespace !== undefined)
        await create(server, v1('Namespace', { name: metadata.namespace }));
    }
  });

  it('is taken by the API server, every field known and nothing warned about', async () => {
    const answers = await Promise.all(objects.map((object) => dryRun(server, object)));

    expect(objects.length).toBeGreaterThan(3);
    expect(answers).toEqual(objects.map(() => ({ status: 201, message: null, warnings: [] })));
  });

  it('makes a pod that a restricted namespace takes', async () => {
    const { metadata, spec } = onlyOf(objects, 'StatefulSet').spec.template;
    const namespace = `restricted-${Object.values(VALUE_SETS).indexOf(release)}`;
    await restrictedNamespace(namespace, spec.serviceAccountName);

    const pod = { ...v1('Pod', { ...metadata, name: 'leastpath-0', namespace }), spec };

    expect(await dryRun(server, pod)).toEqual({ status: 201, message: null, warnings: [] });
  });

  it('has names and label values of at most 63 characters, also those that Kubernetes makes of them', () => {
    const { metadata, spec } = onlyOf(objects, 'StatefulSet');
    const words = [
      ...objects.flatMap((one) => [one.metadata.name, ...Object.values(one.metadata.labels ?? {})]),
      ...Object.values<string>(spec.template.metadata.labels),
      // Labels of its pod: the hash of its revision, and the pod's name.
      `${metadata.name}-5d8f9c7b64`,
      `${metadata.name}-0`,
    ];

    expect(words.filter((word) => word.length > 63)).toEqual([]);
  });

  it('never makes two objects one', () => {
    const keys = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);

    expect(new Set(keys).size).toBe(keys.length);
  });

  it('selects its own pod, with everything that selects', () => {
    const { metadata, spec } = onlyOf(objects, 'StatefulSet').spec.template;
    const selectors = objects.flatMap((one) =>
      one.kind === 'Service' ? [one.spec.selector] : [one.spec?.podSelector, one.spec?.selector],
    );
    const labels = selectors.flatMap((one) => (one === undefined ? [] : [one.matchLabels ?? one]));
    const ports = spec.containers[0].ports.map((port: { name: string }) => port.name);

    expect(labels.length).toBeGreaterThan(1);
    for (const one of labels) expect({ ...metadata.labels, ...one }).toEqual(metadata.labels);
    expect(
      onlyOf(objects, 'Service').spec.ports.map((one: { targetPort: string }) => one.targetPort),
    ).toEqual(ports);
  });

  it('has a settings file that the program takes', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'leastpath.yaml');
    const settings = objects.find(({ kind, data }) => kind === 'ConfigMap' && data['leastpath.yaml']);
    await writeFile(file, settings?.data['leastpath.yaml'] ?? '');

    expect(await runHere(['config', 'validate', '--config', file])).toMatchObject({
      code: 0,
      stderr: 'the settings are valid\n',
    });
  });

  it('has policies for itself that Istio takes, without a finding', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'policies.json');
    const policies = objects.filter(({ kind }) => kind === 'AuthorizationPolicy');
    await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: policies }));
    const { code, stdout } = await runHere(['lint', file, '--output', 'json']);
    const answers = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

    expect(code).toBe(0);
    expect(
      answers.map(({ name, accepted, findings }) => ({ name, accepted, bad: findings.filter(isBad) })),
    ).toEqual(policies.map(({ metadata }) => ({ name: metadata.name, accepted: true, bad: [] })));
  });
});

it('deploy/manifests is what the chart gives: else run npm run manifests', async () => {
  for (const [file, text] of Object.entries(await plainManifests())) {
    expect(readFileSync(join(ROOT, file), 'utf8')).toBe(text);
  }
});

it('passes Helm’s own lint, and loses nothing in a package', async () => {
  await using folder = await temporaryFolder();
  const everything = VALUE_SETS.everything ?? {};
  const { code, stderr } = await helm(['lint', '--strict', CHART]);
  const packed = await helm(['package', CHART, '--destination', folder.path]);
  const [archive = ''] = await readdir(folder.path);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(packed.code).toBe(0);
  expect(await renderedText(everything, join(folder.path, archive))).toBe(await renderedText(everything));
});
