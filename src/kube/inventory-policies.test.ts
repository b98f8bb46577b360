import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { AppError } from '../app-error.ts';
import { readInventory } from './inventory.ts';

const MESH = { cluster: 'Kubernetes' };
const CORPUS = join(import.meta.dirname, '../../test/fixtures/authz/validation.jsonl.gz');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policies-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(...objects: readonly unknown[]) {
  const file = join(folder, 'objects.yaml');
  await writeFile(file, objects.map((one) => stringify(one)).join('---\n'));
  return readInventory([file], MESH);
}

async function errorOf(...objects: readonly unknown[]): Promise<string> {
  const error = await read(...objects).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error(`no AppError: ${JSON.stringify(error)}`);
  expect(error.code).toBe('unreadable');
  return error.message;
}

const policy = (spec: unknown, metadata: object = {}) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'p', namespace: 'shop', ...metadata },
  spec,
});

describe('the policies of an inventory', () => {
  it('are in the order of their names, what stands there twice counts once', async () => {
    const { policies } = await read(
      policy({ action: 'DENY', rules: [{}] }, { name: 'b' }),
      policy({}, { namespace: 'data', name: 'z' }),
      policy({ rules: [{}] }, { name: 'b', labels: { 'leastpath.dev/workload': 'cart' } }),
    );
    expect(policies).toEqual([
      policy({}, { namespace: 'data', name: 'z' }),
      policy({ rules: [{}] }, { name: 'b', labels: { 'leastpath.dev/workload': 'cart' } }),
    ]);
  });

  it.each([
    ['none is listed', []],
    ['those of other meshes', [{ ...policy({}), apiVersion: 'policy.linkerd.io/v1alpha1' }]],
  ])('aren’t known: %s', async (_, objects) => {
    expect((await read({ kind: 'Pod', metadata: { name: 'p' } }, ...objects)).policies).toBeNull();
  });

  it.each<[string, unknown, unknown]>([
    ['F1, V5: no spec', undefined, {}],
    ['F5: null is not there', { action: null, rules: [{ from: null, to: [] }] }, { rules: [{ to: [] }] }],
    [
      'W5: unknown fields',
      { rules: [{ to: [{ operation: { verbs: ['x'] } }], extra: 1 }], other: {} },
      {
        rules: [{ to: [{ operation: {} }] }],
      },
    ],
    ['Z12: a selector without labels', { selector: {} }, { selector: {} }],
    [
      'F1: the old targetRef',
      { targetRef: { group: '', kind: 'Service', name: 'cart' } },
      { targetRefs: [{ group: '', kind: 'Service', name: 'cart' }] },
    ],
    [
      'an entry without its field',
      { rules: [{ from: [{}], to: [{}] }] },
      {
        rules: [{ from: [{ source: {} }], to: [{ operation: {} }] }],
      },
    ],
  ])('%s', async (_, spec, expected) => {
    expect((await read(policy(spec))).policies).toEqual([policy(expected)]);
  });

  it('keeps all that Istio accepts, word for word', async () => {
    const lines = gunzipSync(await readFile(CORPUS))
      .toString('utf8')
      .trim()
      .split('\n');
    const accepted = lines
      .map((line) => JSON.parse(line))
      .filter(({ webhook, crd }) => webhook.accept && crd.accept)
      .map(({ id, policy: { metadata, ...rest } }) => ({ ...rest, metadata: { ...metadata, name: id } }));
    expect(accepted.length).toBeGreaterThan(1000);
    const file = join(folder, 'corpus.json');
    await writeFile(file, JSON.stringify({ kind: 'List', items: accepted }));
    const { policies } = await readInventory([file], MESH);
    const read = new Map(policies?.map((one) => [one.metadata.name, one]));
    const different = accepted.filter(({ spec, metadata: { name, namespace = 'default' } }) => {
      const one = read.get(name);
      return one === undefined || one.metadata.namespace !== namespace || !same(one.spec, spec ?? {});
    });
    expect(different).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ['no list', policy({ rules: {} }), /AuthorizationPolicy p: spec\.rules/],
    ['a number', policy({ rules: [{ to: [{ operation: { ports: [80] } }] }] }), /operation\.ports\.0/],
    ['an unknown action', policy({ action: 'LOG' }), /spec\.action/],
  ])('can’t be read: %s', async (_, object, message) => {
    expect(await errorOf(object)).toMatch(message);
  });
});

/** Nulls and the old name of targetRefs apart. */
function same(a: unknown, b: unknown): boolean {
  const text = (value: unknown) =>
    JSON.stringify(value, (_, one) => (one === null ? undefined : sorted(one)));
  return text(a) === text(b);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== null);
  const renamed = entries.map(([key, one]) => (key === 'targetRef' ? ['targetRefs', [one]] : [key, one]));
  return Object.fromEntries(renamed.toSorted(([x], [y]) => (String(x) < String(y) ? -1 : 1)));
}

describe('the istio ConfigMap of an inventory', () => {
  const configMap = (mesh: unknown, name = 'istio') => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'istio-system' },
    data: { mesh: typeof mesh === 'string' ? mesh : stringify(mesh), meshNetworks: 'networks: {}' },
  });

  it('says how policies are read', async () => {
    const mesh = {
      accessLogFile: '/dev/stdout',
      defaultConfig: { discoveryAddress: 'istiod.istio-system.svc:15012' },
      rootNamespace: 'mesh-root',
      trustDomain: 'td1',
      trustDomainAliases: ['td2', 'td3'],
      pathNormalization: { normalization: 'MERGE_SLASHES' },
    };
    expect((await read(configMap(mesh))).mesh).toEqual({
      rootNamespace: 'mesh-root',
      trustDomain: 'td1',
      aliases: ['td2', 'td3'],
      pathNormalization: 'MERGE_SLASHES',
    });
  });

  it.each<[string, readonly unknown[], object]>([
    ['there is none', [], {}],
    ['an empty one', [configMap('')], {}],
    ['it says nothing of it', [configMap({ enableTracing: true, trustDomain: '' })], {}],
    [
      'N1: DEFAULT is BASE',
      [configMap({ pathNormalization: { normalization: 'DEFAULT' } })],
      {
        pathNormalization: 'BASE',
      },
    ],
    [
      'others',
      [configMap({ trustDomain: 'x' }, 'istiod'), { kind: 'ConfigMap', metadata: { name: 'istio' } }],
      {},
    ],
    [
      'one of a revision',
      [configMap({ trustDomain: 'b' }, 'istio-b'), configMap({ trustDomain: 'a' }, 'istio-a')],
      {
        trustDomain: 'a',
      },
    ],
    [
      'the one without a revision first',
      [configMap({ trustDomain: 'a' }, 'istio-a'), configMap({ trustDomain: 'x' })],
      {
        trustDomain: 'x',
      },
    ],
  ])('%s', async (_, objects, expected) => {
    expect((await read(...objects)).mesh).toEqual(expected);
  });

  it.each<[string, unknown, RegExp]>([
    ['YAML', 'trustDomain: [', /ConfigMap istio: data\.mesh/],
    ['types', { trustDomainAliases: 'td2' }, /data\.mesh: trustDomainAliases/],
    ['a normalization nobody knows', { pathNormalization: { normalization: 'ALL' } }, /normalization/],
  ])('can’t be read: %s', async (_, mesh, message) => {
    expect(await errorOf(configMap(mesh))).toMatch(message);
  });
});
