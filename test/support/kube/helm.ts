import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { temporaryFolder } from '../temporary-folder.ts';
import { buildHelm } from './build-programs.ts';

const run = promisify(execFile);

export interface HelmAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs Helm, with folders of its own so that nothing of the user's is read or written. Any exit code is an
 * answer.
 */
export async function helm(args: readonly string[]): Promise<HelmAnswer> {
  const binary = await buildHelm();
  await using home = await temporaryFolder();
  const { path } = home;
  const folders = {
    HELM_CACHE_HOME: path,
    HELM_CONFIG_HOME: path,
    HELM_DATA_HOME: path,
    KUBECONFIG: '/dev/null',
  };
  const options = { env: { ...process.env, ...folders }, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 };
  return await run(binary, [...args], options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (cause: { code?: number | string; stdout?: string; stderr?: string }) => {
      if (typeof cause.code !== 'number') throw cause;
      return { code: cause.code, stdout: cause.stdout ?? '', stderr: cause.stderr ?? '' };
    },
  );
}
