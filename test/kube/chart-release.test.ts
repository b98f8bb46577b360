import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHART } from '../support/chart/chart-folder.ts';
import { printedCommand } from '../support/chart/printed-command.ts';
import { objectsIn } from '../support/chart/rendered-object.ts';
import { type ApiServer, startApiServer } from '../support/kube/api-server.ts';
import { helm } from '../support/kube/helm.ts';
import { runHere } from '../support/program-here.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

let server: ApiServer;
let folder: TemporaryFolder;
beforeAll(async () => {
  server = await startApiServer();
  folder = await temporaryFolder();
  await server.request('POST', '/api/v1/namespaces', { metadata: { name: 'istio-system' } });
  // The API server that is built here doesn't know its own version.
  await cp(CHART, chart(), { recursive: true });
  const text = await readFile(join(chart(), 'Chart.yaml'), 'utf8');
  await writeFile(join(chart(), 'Chart.yaml'), text.replace(/^kubeVersion:.*\n/m, ''));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const NAMESPACE = 'tools';
const chart = () => join(folder.path, 'leastpath');

/** A Helm command on the release `lp`; its notes. Throws what Helm says against it. */
async function release(command: string, values: object = {}): Promise<string> {
  const file = join(folder.path, 'values.json');
  await writeFile(file, JSON.stringify(values));
  const what = command === 'uninstall' ? [] : [chart(), '--values', file, '--create-namespace'];
  const { code, stdout, stderr } = await helm([
    ...[command, 'lp', ...what, '--namespace', NAMESPACE, '--kubeconfig', server.kubeconfig],
  ]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

async function found(path: string) {
  const { status, body } = await server.request('GET', path);
  return status === 200 ? body : null;
}
const statefulSet = () => found(`/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets/lp-leastpath`);
const claim = () => found(`/api/v1/namespaces/${NAMESPACE}/persistentvolumeclaims/lp-leastpath`);
const clusterRole = () => found(`/apis/rbac.authorization.k8s.io/v1/clusterroles/${NAMESPACE}-lp-leastpath`);

it('is installed, and its notes name the setup command that the mesh needs', async () => {
  const notes = await release('install', { istio: { clusterDomain: 'corp.example' } });
  const words = printedCommand(notes, 'leastpath setup');
  const [telemetry] = objectsIn((await runHere(words)).stdout) as unknown as [
    { meshConfig: { extensionProviders: { envoyHttpAls: { service: string; port: number } }[] } },
  ];

  expect(await statefulSet()).toMatchObject({ spec: { replicas: 1 } });
  expect(telemetry.meshConfig.extensionProviders[0]?.envoyHttpAls).toMatchObject({
    service: `lp-leastpath.${NAMESPACE}.svc.corp.example`,
    port: 19_001,
  });
});

it('is upgraded to other settings: nothing of it is immutable, and the pod starts anew', async () => {
  const before = await statefulSet();
  await release('upgrade', {
    config: { log: { level: 'debug' } },
    sidecar: { inject: false },
    authorizationPolicies: { enabled: false },
    podLabels: { team: 'platform' },
    service: { alsPort: 443 },
  });
  const after = await statefulSet();
  const checksum = (one: typeof before) => one.spec.template.metadata.annotations['checksum/config'];

  expect(after.metadata.generation).toBe(before.metadata.generation + 1);
  expect(checksum(after)).not.toBe(checksum(before));
});

it('is upgraded to the same without a new pod', async () => {
  const values = { podAnnotations: { a: 'b' } };
  await release('upgrade', values);
  const before = await statefulSet();
  await release('upgrade', values);

  expect((await statefulSet()).metadata.generation).toBe(before.metadata.generation);
});

it('keeps what was learned when it is uninstalled, and takes it up again', async () => {
  const { uid } = (await claim()).metadata;
  await release('uninstall');

  expect([await statefulSet(), await clusterRole()]).toEqual([null, null]);
  expect((await claim()).metadata.uid).toBe(uid);

  await release('install');
  expect((await claim()).metadata.uid).toBe(uid);
  expect((await statefulSet()).spec.template.spec.volumes[0].persistentVolumeClaim.claimName).toBe(
    'lp-leastpath',
  );
});

it('warns of what is open or not kept', async () => {
  const notes = await release('upgrade', {
    persistence: { enabled: false },
    sidecar: { inject: false },
  });

  expect(notes).toMatch(/persistence\.enabled is false/);
  expect(notes).toMatch(/sidecar\.inject is false: nobody verifies who reports/);
  expect(notes).toMatch(/no proxy that enforces it/);
});
