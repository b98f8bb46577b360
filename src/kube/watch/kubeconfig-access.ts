import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ClusterAccess, Credentials, NoCluster } from './api-access.ts';
import { fileMemory } from './file-memory.ts';
import { type CurrentContext, readKubeconfig } from './kubeconfig-files.ts';
import { SYSTEM_TIMING, type Timing } from './timing.ts';

/** Access by the current context; null = there is no kubeconfig at all. */
export async function kubeconfigAccess(
  env: NodeJS.ProcessEnv,
  timing: Pick<Timing, 'now'> = SYSTEM_TIMING,
): Promise<ClusterAccess | NoCluster | null> {
  const named = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  const paths = named.length > 0 ? named : [join(env.HOME ?? homedir(), '.kube', 'config')];
  const there = await Promise.all(paths.map(exists));
  const existing = paths.filter((_, index) => there[index]);
  if (existing.length === 0) {
    if (named.length === 0) return null;
    return {
      missing: `KUBECONFIG names ${named.join(', ')}, which ${named.length > 1 ? 'are' : 'is'} not there.`,
    };
  }
  const read = await readKubeconfig(existing);
  return 'missing' in read ? read : accessOf(read, existing, env, timing);
}

function accessOf(
  first: CurrentContext,
  paths: readonly string[],
  env: NodeJS.ProcessEnv,
  timing: Pick<Timing, 'now'>,
): ClusterAccess {
  const files = fileMemory(timing);
  let current: Promise<CurrentContext> | null = Promise.resolve(first);
  let asking: Promise<Credentials> | null = null;
  const ask = async (): Promise<Credentials> => {
    current ??= readAgain(paths);
    const { credentials, tokenFile } = await current.catch((error: unknown) => {
      current = null;
      throw error;
    });
    const found = await credentials();
    if (tokenFile === null) return found;
    const bearer = (await files.read(tokenFile)).trim();
    return { ...found, headers: { ...found.headers, authorization: `Bearer ${bearer}` } };
  };
  return {
    server: first.server,
    from: `${first.server}, ${paths.join(', ')}, context ${first.name}`,
    ownNamespace: env.POD_NAMESPACE || null,
    proxy: first.proxy,
    credentials() {
      // All watches begin at once: a plugin is asked once for all.
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
    refused() {
      files.forget();
      current = null;
    },
  };
}

/** Tools write new tokens into the file itself. */
async function readAgain(paths: readonly string[]): Promise<CurrentContext> {
  const read = await readKubeconfig(paths);
  if ('missing' in read) throw new Error(read.missing);
  return read;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    // What is there and not to be read is told when it is read.
    return error instanceof Error && 'code' in error && error.code !== 'ENOENT' && error.code !== 'ENOTDIR';
  }
}
