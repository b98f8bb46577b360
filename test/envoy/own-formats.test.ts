import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRecommend } from '../support/app-under-test.ts';
import { claimAddressRange } from '../support/envoy/address-range.ts';
import { edgesSeen } from '../support/envoy/format-view.ts';
import { driveEchoes, driveHostileCalls } from '../support/envoy/hostile-traffic.ts';
import { inventoryYaml, istioConfigMap } from '../support/envoy/inventory-yaml.ts';
import type { Mesh } from '../support/envoy/mesh.ts';
import { startMesh } from '../support/envoy/mesh.ts';
import type { OwnFormat } from '../support/envoy/own-formats.ts';
import { OWN_FORMATS } from '../support/envoy/own-formats.ts';
import type { MeshPod } from '../support/envoy/pod.ts';
import { startRecordingSink } from '../support/envoy/sink.ts';
import type { SmallMesh } from '../support/envoy/small-mesh.ts';
import { smallMesh } from '../support/envoy/small-mesh.ts';
import { driveGateway, driveSmallMesh } from '../support/envoy/small-mesh-traffic.ts';
import type { StoredEdge } from '../support/envoy/stored-edges.ts';
import { edgeDifferences } from '../support/envoy/stored-edges.ts';
import { until } from '../support/envoy/until.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ends = new AsyncDisposableStack();
let mesh: Mesh;
let pods: SmallMesh;
let folder: string;
let began: string;

beforeAll(async () => {
  const range = ends.use(await claimAddressRange());
  const sink = ends.use(await startRecordingSink());
  folder = ends.use(await temporaryFolder()).path;
  pods = smallMesh(range.net);
  began = new Date().toISOString();
  mesh = ends.use(await startMesh({ pods: pods.all.map(guarded), sink, formats: OWN_FORMATS }));
  await driveSmallMesh(mesh, pods);
  await driveGateway(mesh, pods, `${range.net}.9.9`);
  await mesh.tcp({ from: pods.scanner, to: pods.ordersDb, port: 5432 });
  await driveHostileCalls(mesh, pods);
  await written();
  await driveEchoes(mesh, pods, await linesOfCart());
  await written();
});
afterAll(() => ends.disposeAsync());

/** The database refuses the scanner where it has a certificate. */
function guarded(pod: MeshPod): MeshPod {
  if (pod !== pods.ordersDb) return pod;
  const principals = ['cluster.local/ns/ops/sa/scanner'];
  return {
    ...pod,
    policies: [
      {
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        metadata: { name: 'no-scanner', namespace: pod.namespace },
        spec: { action: 'DENY', rules: [{ from: [{ source: { principals } }] }] },
      },
    ],
  };
}

/** Waits for a line of every exchange in every format. */
async function written(): Promise<void> {
  for (const { name } of OWN_FORMATS) {
    let lines = 0;
    await until(
      async () => {
        lines = (await textOf(mesh.ownLogs(name))).split('\n').length - 1;
        return lines >= mesh.ledger.records() ? true : null;
      },
      () => `${lines} of ${mesh.ledger.records()} lines were written in the format ${name}`,
    );
  }
}

async function textOf(paths: readonly string[]): Promise<string> {
  return (await Promise.all(paths.map((path) => readFile(path, 'latin1')))).join('');
}

/** By format, a line that a caller may know. */
async function linesOfCart(): Promise<Map<string, string>> {
  const lines = new Map<string, string>();
  for (const { name } of OWN_FORMATS) {
    const [first = ''] = (await textOf(mesh.ownLogs(name).filter((path) => path.includes('cart-v1')))).split(
      '\n',
    );
    lines.set(name, first);
  }
  return lines;
}

describe('a mesh whose lines have a format of its own', () => {
  it.each(OWN_FORMATS)('learns what was driven from lines in the format $name', async (format) => {
    const inventory = await fileOf(`${format.name}.yaml`, inventoryYaml(pods.all));
    const { template, name } = format;
    const said =
      template.kind === 'text'
        ? ['--format', `envoy:${template.text}`]
        : ['--json-fields', await fileOf(`${name}.json`, JSON.stringify(template.fields))];
    await expectLearned(format, ['--inventory', inventory, ...said]);
  });

  const inMesh = OWN_FORMATS.filter(({ name }) => ['istio-and-more', 'json-flat'].includes(name));
  const inProviders = OWN_FORMATS.filter(({ name }) => ['key-value', 'json-nested'].includes(name));

  it.each(inMesh)('finds the format $name, which is the default of the mesh', async (format) => {
    const inventory = inventoryYaml(pods.all, [istioConfigMap({ mesh: format })]);
    await expectLearned(format, ['--inventory', await fileOf(`${format.name}.yaml`, inventory)]);
  });

  it.each(inProviders)('finds the format $name, which is a provider’s', async (format) => {
    const inventory = inventoryYaml(pods.all, [istioConfigMap({ providers: [format] })]);
    await expectLearned(format, ['--inventory', await fileOf(`${format.name}.yaml`, inventory)]);
  });

  it.each([...inMesh, ...inProviders])('tells $name from all other formats of a mesh', async (format) => {
    const inventory = inventoryYaml(pods.all, [istioConfigMap({ providers: OWN_FORMATS })]);
    await expectLearned(format, ['--inventory', await fileOf('all-formats.yaml', inventory)]);
  });
});

async function fileOf(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

interface Answer {
  readonly edges: (StoredEdge & { readonly firstSeen: string })[];
  readonly withheld: readonly { readonly reason: string }[];
  readonly accounting: { readonly received: number; readonly dropped: Readonly<Record<string, number>> };
}

async function expectLearned(format: OwnFormat, said: readonly string[]): Promise<void> {
  const { name, view, ambiguous } = format;
  const asked = ['--detail', 'paths', '--draft', '--output', 'json'];
  const { code, stdout, stderr } = await runRecommend([...mesh.ownLogs(name), ...said, ...asked]);
  expect(code, stderr).toBe(0);
  const { edges, accounting, withheld } = JSON.parse(stdout) as Answer;
  const calls = mesh.ledger.calls();
  const clear = calls.filter(({ path }) => !ambiguous.some((one) => path === `/hostile/${one}`));
  expect(edgeDifferences(edgesSeen(clear, view), edges)).toEqual([]);
  expect(withheld.some(({ reason }) => reason === 'path-uncertain')).toBe(Number.isFinite(view.cut));
  expect(edges.filter(({ firstSeen }) => firstSeen < began)).toEqual([]);
  const dropped = calls.length - clear.length;
  expect(accounting).toMatchObject({ received: mesh.ledger.records() });
  expect(accounting.dropped).toEqual(dropped === 0 ? {} : { 'ambiguous-line': dropped });
}
