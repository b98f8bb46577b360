import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { exists } from './install-from-pypi.ts';

const run = promisify(execFile);
const WITHIN = 300_000;

/**
 * Unpacks Debian packages into `folder` (`usr/bin/…`), without root and without installing anything; nothing
 * is done where the folder is there already. Dependencies are the caller's to name. Into a folder of its own
 * first, so that processes that start together never see half of it. Throws `needs` with the cause when it
 * can't be done.
 */
export async function installFromDebian(
  packages: readonly string[],
  folder: string,
  { needs }: { readonly needs: string },
): Promise<string> {
  if (await exists(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const target = await mkdtemp(`${folder}.`);
  try {
    const archives = await downloaded(packages, target);
    const root = join(target, 'root');
    for (const archive of archives) await run('dpkg', ['-x', archive, root], { timeout: WITHIN });
    await rename(root, folder).catch(async (cause: unknown) => {
      if (!(await exists(folder))) throw cause;
    });
  } catch (cause) {
    throw new Error(`${needs}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  } finally {
    await rm(target, { recursive: true, force: true });
  }
  return folder;
}

/** Paths of the packages' archives. By the machine's own lists if they serve, else by lists made here. */
async function downloaded(packages: readonly string[], target: string): Promise<string[]> {
  const archives = join(target, 'archives');
  await mkdir(archives);
  const options = { cwd: archives, timeout: WITHIN };
  await run('apt-get', ['download', '-qq', ...packages], options).catch(async () => {
    // No lists, or such that name versions that are gone.
    const own = await ownLists(target);
    await run('apt-get', [...own, 'update', '-qq'], options);
    await run('apt-get', [...own, 'download', '-qq', ...packages], options);
  });
  const names = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
  const missing = packages.filter((name) => !names.some((file) => file.startsWith(`${name}_`)));
  if (missing.length > 0) throw new Error(`no archive of ${missing.join(', ')}`);
  return names.map((name) => join(archives, name));
}

async function ownLists(target: string): Promise<string[]> {
  const [state, cache] = [join(target, 'state'), join(target, 'cache')];
  await mkdir(join(state, 'lists', 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
  const settings = {
    'Dir::State': state,
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': cache,
    // As root apt drops to a user that may not be able to enter these folders.
    'APT::Sandbox::User': 'root',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}
