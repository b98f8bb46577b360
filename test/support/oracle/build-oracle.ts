import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installGo } from './install-go.ts';
import { oracleCache } from './oracle-cache.ts';

const run = promisify(execFile);
const SOURCES = join(import.meta.dirname, '../../oracle');
const BUILD_WITHIN = 30 * 60_000;
/** Of 115 MB each; more than one, since branches take turns. */
const KEPT = 3;

/**
 * Path of the program that asks Istio's own code and a real Envoy. It is built when its sources have changed: four to
 * seven minutes with empty Go caches (1 GB of modules), else seconds.
 * Throws with the compiler's words.
 */
export async function buildOracle(): Promise<string> {
  const folder = join(oracleCache(), `${process.platform}-${process.arch}-${await sourcesHash()}`);
  const binary = join(folder, 'oracle');
  if (!(await exists(binary))) {
    await build(folder);
    await removeOld();
  }
  return binary;
}

async function build(folder: string): Promise<void> {
  const go = await installGo();
  await mkdir(oracleCache(), { recursive: true });
  const target = await mkdtemp(`${folder}.`);
  process.stderr.write('building the oracle: minutes with empty Go caches\n');
  try {
    const options = ['build', '-buildvcs=false', '-p', '2', '-o', join(target, 'oracle'), '.'];
    const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' };
    await run(go, options, { cwd: SOURCES, env, timeout: BUILD_WITHIN, maxBuffer: 64 * 1024 * 1024 });
    await rename(target, folder).catch(async (cause: unknown) => {
      if (!(await exists(join(folder, 'oracle')))) throw cause;
    });
  } catch (cause) {
    const { stderr = '', message = String(cause) } = cause as { stderr?: string; message?: string };
    throw new Error(`the oracle could not be built: ${message}\n${stderr.slice(-4_000)}`, { cause });
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}

async function removeOld(): Promise<void> {
  const cache = oracleCache();
  const names = (await readdir(cache)).filter((name) => name.startsWith(`${process.platform}-`));
  const built = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(join(cache, name))).mtimeMs })),
  );
  const old = built.toSorted((one, other) => other.time - one.time).slice(KEPT);
  await Promise.all(old.map(({ name }) => rm(join(cache, name), { recursive: true, force: true })));
}

async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256');
  const names = (await readdir(SOURCES)).filter((name) => /\.go$|^go\.(mod|sum)$/.test(name)).sort();
  for (const name of names) hash.update(`${name}\n`).update(await readFile(join(SOURCES, name)));
  return hash.digest('hex').slice(0, 16);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
