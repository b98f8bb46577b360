import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.ts';
import type { ClusterAccess, NoCluster } from './api-access.ts';
import { findCluster } from './cluster-access.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

const at = (...names: readonly string[]) => join(folder.path, ...names);

function found(access: ClusterAccess | NoCluster): ClusterAccess {
  if ('missing' in access) throw new Error(access.missing);
  return access;
}

function missing(access: ClusterAccess | NoCluster): string {
  if (!('missing' in access)) throw new Error(`found ${access.from}`);
  return access.missing;
}

interface Parts {
  readonly user?: object;
  readonly cluster?: object;
  readonly context?: object;
  readonly current?: string;
}

function config({
  user = { token: 'secret' },
  cluster = {},
  context = {},
  current = 'here',
}: Parts = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': current,
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', ...context } }],
    clusters: [{ name: 'c', cluster: { server: 'https://api.example:6443/', ...cluster } }],
    users: [{ name: 'u', user }],
  });
}

async function kubeconfig(text: string, env: NodeJS.ProcessEnv = {}): Promise<ClusterAccess | NoCluster> {
  await writeFile(at('config'), text);
  return findCluster('kubeconfig', { HOME: folder.path, KUBECONFIG: at('config'), ...env }, at('none'));
}

const bearer = async (access: ClusterAccess) => (await access.credentials()).headers.authorization;

it('reads the current context of a kubeconfig', async () => {
  await writeFile(at('ca.pem'), 'CA');
  const access = found(await kubeconfig(config({ cluster: { 'certificate-authority': 'ca.pem' } })));

  expect(access).toMatchObject({ server: 'https://api.example:6443', ownNamespace: null, proxy: null });
  expect(access.from).toBe(`https://api.example:6443, ${at('config')}, context here`);
  const { headers, tls } = await access.credentials();
  expect(headers).toEqual({ authorization: 'Bearer secret' });
  expect(String(tls.ca)).toBe('CA');
});

it('sends nothing where a user has nothing', async () => {
  const { headers } = await found(await kubeconfig(config({ user: {} }))).credentials();
  expect(headers.authorization).toBeUndefined();
});

it('reads a token file, and again once the token was refused', async () => {
  await writeFile(at('token'), 'one\n');
  const access = found(await kubeconfig(config({ user: { tokenFile: 'token' } })));
  expect(await bearer(access)).toBe('Bearer one');
  await writeFile(at('token'), 'two\n');
  expect(await bearer(access)).toBe('Bearer one');
  access.refused();
  expect(await bearer(access)).toBe('Bearer two');
});

it('takes a new token that was written into the kubeconfig, once the old was refused', async () => {
  const access = found(await kubeconfig(config()));
  expect(await bearer(access)).toBe('Bearer secret');
  await writeFile(at('config'), config({ user: { token: 'new' } }));
  access.refused();
  expect(await bearer(access)).toBe('Bearer new');
  await writeFile(at('config'), '{');
  access.refused();
  await expect(access.credentials()).rejects.toThrow('is no YAML');
  await writeFile(at('config'), config({ user: { token: 'newer' } }));
  expect(await bearer(access)).toBe('Bearer newer');
});

it('asks a plugin once for all who ask at once', async () => {
  const credential = { kind: 'ExecCredential', status: { token: 'plugged' } };
  const script = `require('fs').appendFileSync('${at('asked')}', 'x'); console.log('${JSON.stringify(credential)}')`;
  const exec = {
    command: process.execPath,
    args: ['-e', script],
    apiVersion: 'client.authentication.k8s.io/v1',
  };
  const access = found(await kubeconfig(config({ user: { exec } })));

  expect(await Promise.all([bearer(access), bearer(access)])).toEqual(['Bearer plugged', 'Bearer plugged']);
  expect(await readFile(at('asked'), 'utf8')).toBe('x');
});

it('says what a plugin complained of', async () => {
  const exec = { command: process.execPath, args: ['-e', 'console.error("log in first"); process.exit(1)'] };
  const access = found(await kubeconfig(config({ user: { exec } })));
  await expect(access.credentials()).rejects.toThrow('log in first');
});

it('merges files as kubectl does: the first entry of a name counts, and files that are not there do not', async () => {
  await writeFile(
    at('first'),
    JSON.stringify({
      'current-context': 'here',
      clusters: [{ name: 'c', cluster: { server: 'https://first' } }],
    }),
  );
  const access = found(
    await kubeconfig(config(), { KUBECONFIG: [at('first'), at('gone'), at('config')].join(':') }),
  );
  expect(access.server).toBe('https://first');
});

it.each([
  ['', 'is empty'],
  ['# nothing\n', 'is empty'],
  ['a: [', 'is no YAML: '],
  ['just text', 'is none: '],
  ['clusters: 5', 'is none: clusters: '],
  [config({ current: '' }), 'has no current-context: kubectl config use-context NAME.'],
  [config({ current: 'there' }), 'has no context there, which is its current one.'],
  [config({ context: { cluster: 'x' } }), 'has no cluster x, which context here names.'],
  [config({ context: { user: 'x' } }), 'has no user x, which context here names.'],
  [config({ cluster: { server: 'api.example' } }), 'server api.example is no http or https URL.'],
  [config({ cluster: { 'certificate-authority': 'gone.pem' } }), 'gone.pem, which is not there.'],
  [config({ user: { 'client-certificate': '/', 'client-key': '/' } }), 'names /, which is a folder.'],
  [config({ user: { tokenFile: 'gone' } }), 'gone, which is not there.'],
])('says what is wrong with %j', async (text, words) => {
  const why = missing(await kubeconfig(text));
  expect(why).toContain(words);
  expect(why).toContain(at('config'));
});

it('says that a kubeconfig is a folder, or not there', async () => {
  await mkdir(at('folder'));
  const env = { HOME: folder.path };
  expect(missing(await findCluster('kubeconfig', { ...env, KUBECONFIG: at('folder') }))).toContain(
    'a folder',
  );
  await symlink(at('nowhere'), at('link'));
  expect(missing(await findCluster('kubeconfig', { ...env, KUBECONFIG: at('link') }))).toContain('not there');
  expect(missing(await findCluster('kubeconfig', env))).toContain('There is no kubeconfig');
});

const POD = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };

async function inPod(): Promise<void> {
  await writeFile(at('token'), 'mounted\n');
  await writeFile(at('ca.crt'), 'CA');
  await writeFile(at('namespace'), 'leastpath');
}

it('reaches the API server of its pod, with the token as it is now', async () => {
  await inPod();
  const access = found(await findCluster('in-cluster', POD, folder.path));

  expect(access).toMatchObject({
    server: 'https://10.96.0.1:443',
    from: 'https://10.96.0.1:443, in cluster',
    ownNamespace: 'leastpath',
  });
  expect(await access.credentials()).toEqual({
    headers: { authorization: 'Bearer mounted' },
    tls: { ca: 'CA' },
  });
  await writeFile(at('token'), 'rotated');
  access.refused();
  expect(await bearer(access)).toBe('Bearer rotated');
});

it('takes IPv6, and the namespace that its environment says', async () => {
  await inPod();
  const env = { ...POD, KUBERNETES_SERVICE_HOST: 'fd00::1', POD_NAMESPACE: 'other' };
  const access = found(await findCluster('auto', env, folder.path));
  expect(access).toMatchObject({ server: 'https://[fd00::1]:443', ownNamespace: 'other' });
});

it('says that a pod has no token', async () => {
  const env = { ...POD, HOME: folder.path };
  const words = `In a pod without a token: ${at('token')} is missing.`;
  expect(missing(await findCluster('in-cluster', env, folder.path))).toContain(words);
  expect(missing(await findCluster('auto', env, folder.path))).toContain(words);
});

it('auto takes a kubeconfig outside of a cluster, and says so when there is none', async () => {
  await mkdir(at('.kube'));
  const env = { HOME: folder.path };
  expect(missing(await findCluster('auto', env, at('none')))).toBe(
    'Not in a cluster, and there is no kubeconfig: KUBECONFIG is not set, and there is no ~/.kube/config',
  );
  expect(missing(await findCluster('in-cluster', env, at('none')))).toContain('Not in a cluster');
  await writeFile(at('.kube', 'config'), config());
  expect(found(await findCluster('auto', env, at('none'))).server).toBe('https://api.example:6443');
});
