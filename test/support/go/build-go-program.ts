import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../cache-folder.ts';
import { exists } from '../install-from-pypi.ts';
import { installGo } from './install-go.ts';
import { withLock } from './with-lock.ts';

const run = promisify(execFile);
const BUILD_WITHIN = 60 * 60_000;
/** Of more than 100 MB each; more than one, since branches take turns. */
const KEPT = 3;

export interface GoProgram {
  /** Folder with go.mod, go.sum and, unless the program is another module's, its sources. */
  readonly sources: string;
  /** Names the cache folder and the binary. */
  readonly name: string;
  /** What to build, if not the folder itself: an import path. */
  readonly package?: string;
  /** Of `go build`, without which the binary is twice as large; part of the cache's key when given. */
  readonly flags?: readonly string[];
}

/** Smaller binaries, that don't depend on where they were built. */
export const SMALL = ['-trimpath', '-ldflags', '-s -w'] as const;

/**
 * Path of the program, built when its sources have changed: many minutes with empty Go caches, else seconds.
 * The cache is outside of the checkout. Processes that ask at the same time wait for the one that builds.
 * Throws with the compiler's words.
 */
export async function buildGoProgram(program: GoProgram): Promise<string> {
  const cache = cacheFolder(program.name);
  const folder = join(cache, `${process.platform}-${process.arch}-${await keyOf(program)}`);
  const binary = join(folder, program.name);
  if (!(await exists(binary))) {
    await mkdir(cache, { recursive: true });
    await withLock(`${folder}.lock`, BUILD_WITHIN, async () => {
      if (!(await exists(binary))) await build(program, folder);
    });
  }
  // Used is as good as new: what another branch needs now and then isn't the first to go.
  const now = new Date();
  await utimes(folder, now, now);
  await removeOld(cache);
  return binary;
}

async function build({ name, sources, package: target = '.', flags = [] }: GoProgram, folder: string) {
  const go = await installGo();
  const unfinished = await mkdtemp(`${folder}.`);
  process.stderr.write(`building ${name}: minutes with empty Go caches\n`);
  try {
    const args = ['build', '-buildvcs=false', '-p', '2', ...flags, '-o', join(unfinished, name), target];
    const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' };
    await run(go, args, { cwd: sources, env, timeout: BUILD_WITHIN, maxBuffer: 64 * 1024 * 1024 });
    await rename(unfinished, folder).catch(async (cause: unknown) => {
      if (!(await exists(join(folder, name)))) throw cause;
    });
  } catch (cause) {
    const { stderr = '', message = String(cause) } = cause as { stderr?: string; message?: string };
    throw new Error(`${name} could not be built: ${message}\n${stderr.slice(-4_000)}`, { cause });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Beyond the newest few; what is being built has a name with a dot and is left alone. */
async function removeOld(cache: string): Promise<void> {
  const names = (await readdir(cache)).filter((name) => /^[a-z0-9]+-[a-z0-9]+-[0-9a-f]{16}$/.test(name));
  const built = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(join(cache, name))).mtimeMs })),
  );
  const old = built.toSorted((one, other) => other.time - one.time).slice(KEPT);
  await Promise.all(old.map(({ name }) => rm(join(cache, name), { recursive: true, force: true })));
}

async function keyOf({ sources, package: target, flags }: GoProgram): Promise<string> {
  const hash = createHash('sha256');
  const names = (await readdir(sources)).filter((name) => /\.go$|^go\.(mod|sum)$/.test(name)).sort();
  for (const name of names) hash.update(`${name}\n`).update(await readFile(join(sources, name)));
  if (target !== undefined || flags !== undefined) hash.update(JSON.stringify([target, flags]));
  return hash.digest('hex').slice(0, 16);
}
