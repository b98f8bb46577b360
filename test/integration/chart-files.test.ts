import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { chartCopies } from '../support/chart/chart-copies.ts';
import { CHART } from '../support/chart/chart-folder.ts';
import { objectsIn, onlyOf } from '../support/chart/rendered-object.ts';
import { chartValues } from '../support/docs/helm-reference.ts';
import { ROOT } from '../support/docs/repository-files.ts';
import { runHere } from '../support/program-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const values = parse(readFileSync(join(CHART, 'values.yaml'), 'utf8'));
const schemaText = readFileSync(join(CHART, 'values.schema.json'), 'utf8');
const schema: Schema = JSON.parse(schemaText);

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
}

/** Paths that a strict object names, down to those that are free or no object. */
function namedPaths({ properties, additionalProperties }: Schema, path = ''): string[] {
  if (properties === undefined || additionalProperties !== false) return [path];
  return Object.entries(properties).flatMap(([key, below]) =>
    namedPaths(below, path ? `${path}.${key}` : key),
  );
}

const at = (path: string) =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], values);

describe('values.schema.json', () => {
  const named = namedPaths(schema).filter((path) => path !== 'global');

  it('names what values.yaml has, and nothing else', () => {
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((path) => at(path) === undefined)).toEqual([]);
    expect([...named].sort()).toEqual(
      chartValues()
        .map(({ path }) => path)
        .sort(),
    );
  });

  it('says what each is', () => {
    const silent = named.filter((path) => {
      const keys = path.split('.');
      const one = keys.reduce<Schema | undefined>((below, key) => below?.properties?.[key], schema);
      return (one?.description ?? '').length < 6;
    });

    expect(silent).toEqual([]);
  });

  it('takes the defaults, and refuses what is unknown at any depth', () => {
    const type = z.fromJSONSchema(JSON.parse(schemaText));

    expect(type.safeParse(values).error?.issues).toBeUndefined();
    expect(type.safeParse({ ...values, replicas: 2 }).success).toBe(false);
    expect(type.safeParse({ ...values, image: { ...values.image, name: 'x' } }).success).toBe(false);
  });
});

it.each(Object.entries(chartCopies()))(
  '%s is what its original says: else run npm run docs',
  (file, text) => {
    expect(read(file)).toBe(text);
  },
);

it('the chart has the version of the program', () => {
  const chart = parse(readFileSync(join(CHART, 'Chart.yaml'), 'utf8'));
  const { version } = JSON.parse(read('package.json'));

  expect([chart.version, chart.appVersion]).toEqual([version, version]);
});

/** Whether the program takes the text as its settings file. */
async function validated(text: string) {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'leastpath.yaml');
  await writeFile(file, text);
  return await runHere(['config', 'validate', '--config', file]);
}

const MANIFESTS = ['deploy/manifests/leastpath.yaml', 'deploy/manifests/leastpath-without-sidecar.yaml'];

describe.each(MANIFESTS)('%s', (file) => {
  const objects = objectsIn(read(file));
  const { spec } = onlyOf(objects, 'StatefulSet').spec.template;

  it('has settings that the program takes', async () => {
    const settings = onlyOf(objects, 'ConfigMap').data['leastpath.yaml'];

    expect(await validated(settings)).toMatchObject({ code: 0 });
  });

  it('lets the process write nowhere but to its volumes', () => {
    const [container] = spec.containers;
    const writable = container.volumeMounts.filter((one: { readOnly?: boolean }) => !one.readOnly);

    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(writable.map((one: { mountPath: string }) => one.mountPath)).toEqual(['/data', '/tmp']);
  });

  it('holds the heap below the memory limit, with room for the rest', () => {
    const [container] = spec.containers;
    const [{ value }] = container.env;
    const heap = Number(/^--max-old-space-size=(\d+)$/.exec(value)?.[1]);

    expect(container.resources.limits.memory).toBe('1Gi');
    expect(heap).toBeGreaterThan(512);
    expect(heap).toBeLessThan(1024 - 256);
  });

  it('carries nothing that only Helm reads', () => {
    expect(read(file)).not.toMatch(/helm\.sh|: Helm$/m);
  });
});

describe('the image', () => {
  const dockerfile = read('Dockerfile');
  const [, settings = ''] =
    /<<EOF \/etc\/leastpath\/leastpath\.yaml\n([\s\S]*?)^EOF$/m.exec(dockerfile) ?? [];

  it('has settings that the program takes, in the file that the chart replaces', async () => {
    const { args, volumeMounts } = onlyOf(objectsIn(read(MANIFESTS[0]!)), 'StatefulSet').spec.template.spec
      .containers[0];
    const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? [];

    expect(await validated(settings)).toMatchObject({ code: 0 });
    expect(JSON.parse(command)).toEqual(args);
    expect(volumeMounts).toContainEqual({ name: 'config', mountPath: '/etc/leastpath', readOnly: true });
  });

  it('sets nothing that would win over a settings file', () => {
    expect(dockerfile).not.toMatch(/LEASTPATH_/);
  });

  it('runs as the user of the chart', () => {
    const { runAsUser, runAsGroup } = values.podSecurityContext;

    expect(/^USER (.*)$/m.exec(dockerfile)?.[1]).toBe(`${runAsUser}:${runAsGroup}`);
  });
});
