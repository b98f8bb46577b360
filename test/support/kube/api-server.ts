import { execFile } from 'node:child_process';
import { cp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../temporary-folder.ts';
import { type ApiServerProcess, spawnApiServer } from './api-server-process.ts';
import { buildApiServer } from './build-programs.ts';
import { customResourceDefinitions } from './custom-resource-definitions.ts';
import { installDefinitions } from './install-definitions.ts';
import { type KubeClient, kubeClient } from './kube-client.ts';
import { type Claims, signToken } from './service-account-token.ts';

const run = promisify(execFile);

export interface ApiServerOptions {
  /** Where it listens; 127.0.0.1 if left out. */
  readonly address?: string;
  /** Of kube-apiserver, after and above those that it gets anyway. */
  readonly flags?: readonly string[];
  /** Istio's, the Gateway API's and prometheus-operator's; true if left out. */
  readonly definitions?: boolean;
}

export interface ApiServer extends AsyncDisposable, Pick<KubeClient, 'request'> {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Path of a file that makes its reader administrator. */
  readonly kubeconfig: string;
  readonly adminToken: string;
  /** PEM, and the file that has it. */
  readonly ca: string;
  readonly caFile: string;
  readonly pid: number;
  /**
   * A token of a service account that exists, signed here: it may live shorter than the API would let it.
   * `expiresIn`: seconds from now; the server grants 60 more.
   */
  tokenFor(namespace: string, name: string, expiresIn?: number): Promise<string>;
  /** SIGKILL: what was acknowledged is there after a restart. */
  kill(): Promise<void>;
  /** Kills it if it runs, and starts it with the same folder and address. */
  restart(): Promise<void>;
  /** etcd forgets all revisions but the last. */
  compact(): Promise<void>;
  /** Puts the state by, and later puts it back, as after a restore from a backup: with a restart each. */
  backUp(): Promise<void>;
  goBack(): Promise<void>;
}

/** A real kube-apiserver with nothing in it, ready. Ends with this process. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const binary = await buildApiServer();
  const folder = await temporaryFolder();
  const spawnIt = () => spawnApiServer(binary, folder.path, options);
  let running: ApiServerProcess;
  try {
    running = await spawnIt();
  } catch (cause) {
    await folder[Symbol.asyncDispose]();
    throw cause;
  }
  const { url, adminToken, kubeconfig } = running.announced;
  const ca = await readFile(running.announced.ca, 'utf8');
  const key = await readFile(running.announced.signingKey, 'utf8');
  const client = kubeClient(url, ca, adminToken);
  const server: ApiServer = {
    url,
    host: new URL(url).hostname,
    port: Number(new URL(url).port),
    kubeconfig,
    adminToken,
    ca,
    caFile: running.announced.ca,
    get pid() {
      return running.announced.pid;
    },
    request: client.request,
    async tokenFor(namespace, name, expiresIn = 3600) {
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;
      const { status, body } = await client.request('GET', path);
      if (status !== 200) throw new Error(`no service account ${namespace}/${name}: ${body.message}`);
      const claims: Claims = { namespace, name, uid: body.metadata.uid, expiresIn };
      return signToken(key, claims);
    },
    kill: () => running.kill(),
    async restart() {
      await running.kill();
      running = await spawnIt();
    },
    async compact() {
      await run(binary, ['compact', '--dir', folder.path]);
    },
    async backUp() {
      await running.kill();
      await cp(join(folder.path, 'etcd'), join(folder.path, 'etcd.backup'), { recursive: true });
      running = await spawnIt();
    },
    async goBack() {
      await running.kill();
      await rm(join(folder.path, 'etcd'), { recursive: true });
      await rename(join(folder.path, 'etcd.backup'), join(folder.path, 'etcd'));
      running = await spawnIt();
    },
    async [Symbol.asyncDispose]() {
      client.close();
      await running.kill();
      await folder[Symbol.asyncDispose]();
    },
  };
  try {
    if (options.definitions ?? true) await installDefinitions(server, await customResourceDefinitions());
  } catch (cause) {
    await server[Symbol.asyncDispose]();
    throw cause;
  }
  return server;
}
