import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../app-error.ts';
import type { Inventory } from '../core/model/inventory.ts';
import { readInventory } from './inventory.ts';

const MESH = { cluster: 'Kubernetes' };
const FIXTURE = join(import.meta.dirname, '../../test/fixtures/logs/inventory.yaml');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inventory-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, content: string | Buffer): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

async function inventoryOf(objects: readonly object[]): Promise<Inventory> {
  return readInventory(
    [await written('objects.json', JSON.stringify({ kind: 'List', items: objects }))],
    MESH,
  );
}

async function errorOf(...files: readonly string[]): Promise<AppError> {
  const error = await readInventory(files, MESH).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error(`no AppError: ${JSON.stringify(error)}`);
  return error;
}

const pod = (metadata: object, rest: object = {}) => ({
  kind: 'Pod',
  metadata: { name: 'p', ...metadata },
  ...rest,
});
const ownedBy = (kind: string, name: string) => ({ ownerReferences: [{ kind, name, controller: true }] });
const owner = (kind: string, name: string, metadata: object = {}) => ({
  kind,
  metadata: { name, ...metadata },
});

describe('the mesh of the fixtures', () => {
  it('is read whole', async () => {
    const { pods, owners } = await readInventory([FIXTURE], MESH);
    expect(pods).toHaveLength(14);
    expect(pods.find(({ name }) => name.startsWith('cart-v1'))).toEqual({
      cluster: 'Kubernetes',
      namespace: 'shop',
      name: 'cart-v1-6d4cf56db6-767df',
      addresses: ['10.244.1.12'],
      hostNetwork: false,
      labels: { app: 'cart', version: 'v1', 'pod-template-hash': '6d4cf56db6' },
      serviceAccount: 'cart',
      workload: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
      nodeType: 'sidecar',
      rollout: { owner: 'cart-v1', revision: '6d4cf56db6' },
      startTime: Date.parse('2026-11-01T08:00:05Z'),
      endTime: null,
      hostAddress: '10.0.0.7',
      inbound: {
        plane: 'sidecar',
        ports: [{ name: null, port: 8080, protocol: 'TCP' }],
        probes: [],
        scrape: null,
        excludedPorts: [],
        captured: true,
      },
    });
    const planes = new Set(pods.map(({ inbound }) => inbound?.plane));
    expect([...planes].toSorted()).toEqual(['gateway', 'sidecar']);
    const gateways = pods.filter(({ nodeType }) => nodeType === 'router').map(({ name }) => name);
    expect(gateways).toEqual(['istio-ingressgateway-7c9c9d5d8b-bb12e']);
    const names = Object.fromEntries(
      pods.map(({ name, workload, rollout }) => [name, [workload.name, rollout]]),
    );
    expect(names['orders-db-0']).toEqual(['orders-db', null]);
    expect(Object.entries(names).find(([name]) => name.startsWith('reports'))?.[1]).toEqual([
      'reports',
      null,
    ]);
    expect(owners.filter(({ namespace }) => namespace === 'data')).toEqual([
      { namespace: 'data', kind: 'StatefulSet', name: 'orders-db', matchLabels: { app: 'orders-db' } },
      { namespace: 'data', kind: 'Deployment', name: 'cache', matchLabels: { app: 'cache' } },
    ]);
    // ReplicaSets of a Deployment, Jobs and CronJobs select nothing that lasts.
    expect(new Set(owners.map(({ kind }) => kind))).toEqual(new Set(['Deployment', 'StatefulSet']));
  });
});

describe('the workload of a pod', () => {
  const hash = { labels: { 'pod-template-hash': '7d9f' } };

  it.each([
    [
      'its Deployment',
      [owner('ReplicaSet', 'cart-7d9f', ownedBy('Deployment', 'cart'))],
      ownedBy('ReplicaSet', 'cart-7d9f'),
      'cart',
    ],
    ['its Deployment, by the hash', [], { ...ownedBy('ReplicaSet', 'cart-7d9f'), ...hash }, 'cart'],
    [
      'its ReplicaSet alone',
      [owner('ReplicaSet', 'cart-7d9f')],
      { ...ownedBy('ReplicaSet', 'cart-7d9f'), ...hash },
      'cart-7d9f',
    ],
    [
      'its Rollout',
      [owner('ReplicaSet', 'cart-7d9f', ownedBy('Rollout', 'rolling'))],
      ownedBy('ReplicaSet', 'cart-7d9f'),
      'rolling',
    ],
    [
      'not what stands above its Deployment',
      [
        owner('ReplicaSet', 'gw-1', ownedBy('Deployment', 'gw')),
        owner('Deployment', 'gw', ownedBy('Gateway', 'edge')),
      ],
      ownedBy('ReplicaSet', 'gw-1'),
      'gw',
    ],
    [
      'its CronJob',
      [owner('Job', 'night-1', ownedBy('CronJob', 'night'))],
      ownedBy('Job', 'night-1'),
      'night',
    ],
    ['its CronJob, by the number', [], ownedBy('Job', 'night-29384720'), 'night'],
    ['its Job', [owner('Job', 'once-20240101')], ownedBy('Job', 'once-20240101'), 'once-20240101'],
    [
      'its Job, whatever made that',
      [owner('Job', 'once', ownedBy('Workflow', 'flow'))],
      ownedBy('Job', 'once'),
      'once',
    ],
    ['its StatefulSet', [], ownedBy('StatefulSet', 'db'), 'db'],
    ['its DaemonSet', [], ownedBy('DaemonSet', 'agent'), 'agent'],
    ['its own name', [], {}, 'p'],
    ['a label first', [], { ...ownedBy('StatefulSet', 'db'), labels: { app: 'orders' } }, 'orders'],
  ])('%s', async (_, owners, metadata, name) => {
    const { pods } = await inventoryOf([pod(metadata), ...owners]);
    expect(pods.map(({ workload }) => workload.name)).toEqual([name]);
  });

  it('an owner of the same name elsewhere is another', async () => {
    const far = owner('ReplicaSet', 'cart-7d9f', { namespace: 'data', ...ownedBy('Deployment', 'other') });
    const { pods } = await inventoryOf([
      pod({ namespace: 'shop', ...ownedBy('ReplicaSet', 'cart-7d9f'), ...hash }),
      far,
    ]);
    expect(pods[0]?.workload).toEqual({ cluster: 'Kubernetes', namespace: 'shop', name: 'cart' });
  });
});

describe('the shapes of a file', () => {
  const one = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {version: 1}}\n';
  const names = async (...files: readonly string[]) =>
    (await readInventory(files, MESH)).pods.map(({ name }) => name);

  it.each([
    ['one object', one, ['a']],
    ['documents', `---\n${one}---\n# nothing\n---\n${one.replace('a,', 'b,')}`, ['a', 'b']],
    [
      'a List',
      `kind: List\nitems:\n- {kind: Pod, metadata: {name: c}}\n- {kind: Secret, data: {x: y}}\n`,
      ['c'],
    ],
    ['a PodList', JSON.stringify({ kind: 'PodList', items: [{ metadata: { name: 'd' } }] }), ['d']],
    ['other kinds', 'kind: ConfigMap\nmetadata: {name: istio}\n---\nkind: Pods\n', []],
    ['nothing', '', []],
  ])('%s', async (_, content, expected) => {
    expect(await names(await written('shape.yaml', content))).toEqual(expected);
    expect(await names(await written('shape.yaml.gz', gzipSync(content)))).toEqual(expected);
  });

  it('takes labels that were written as numbers', async () => {
    const { pods } = await readInventory([await written('number.yaml', one)], MESH);
    expect(pods[0]?.labels).toEqual({ version: '1' });
  });

  it('counts what stands in two files once', async () => {
    const again = await written('again.yaml', one.replace('version: 1', 'version: 2'));
    const { pods } = await readInventory([await written('first.yaml', one), again], MESH);
    expect(pods.map(({ labels }) => labels.version)).toEqual(['2']);
  });

  it('knows an owner from another file', async () => {
    const pods = await written('pods.json', JSON.stringify(pod(ownedBy('ReplicaSet', 'rs'))));
    const owners = await written(
      'owners.json',
      JSON.stringify(owner('ReplicaSet', 'rs', ownedBy('Deployment', 'd'))),
    );
    expect((await readInventory([pods, owners], MESH)).pods[0]?.workload.name).toBe('d');
  });
});

describe('what can’t be read', () => {
  it('no such file', async () => {
    const file = join(folder, 'nowhere.yaml');
    const error = await errorOf(FIXTURE, file);
    expect(error.code).toBe('invalid');
    expect(error.message).toContain(file);
    expect(error.hint).toContain('kubectl get');
  });

  it.each([
    ['YAML', 'kind: Pod\nmetadata:\n  name: "a\n', 'bad.yaml:4'],
    ['a second document', 'kind: Pod\nmetadata: {name: a}\n---\nkind: [\n', 'bad.yaml:5'],
    ['JSON', '{"kind": "Pod",\n "metadata": {"name": }\n', 'bad.yaml:3'],
  ])('%s, with its line', async (_, content, where) => {
    const error = await errorOf(await written('bad.yaml', content));
    expect(error.code).toBe('unreadable');
    expect(error.message).toContain(where);
  });

  it('half a gzip file', async () => {
    const error = await errorOf(await written('half.gz', gzipSync('kind: Pod').subarray(0, 15)));
    expect(error.code).toBe('unreadable');
    expect(error.message).toContain('half.gz');
  });

  it('an object without what makes it one', async () => {
    const nameless = await errorOf(await written('nameless.json', '{"kind":"Pod","metadata":{"labels":{}}}'));
    expect(nameless.code).toBe('unreadable');
    expect(nameless.message).toMatch(/nameless\.json: Pod without a name: metadata\.name/);
    const odd = await errorOf(
      await written('odd.json', '{"kind":"Pod","metadata":{"name":"a","labels":["x"]}}'),
    );
    expect(odd.message).toMatch(/odd\.json: Pod a: metadata\.labels/);
  });
});
