import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ADMIN_PORT } from './bootstrap.ts';
import { until } from './until.ts';

/** Killed when this process ends without stopping them. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface EnvoyProcess extends AsyncDisposable {
  /** Counter or gauge of Envoy's own statistics; 0 while it hasn't been touched. */
  stat(name: string): Promise<number>;
  /** SIGTERM: what is still in its log buffers is lost, as on a real pod without a drain. */
  stop(): Promise<void>;
}

/** Starts one Envoy and waits until it is ready. Throws with its stderr when it exits instead. */
export async function startEnvoy(binary: string, configFile: string, address: string): Promise<EnvoyProcess> {
  const options = ['--concurrency', '1', '--disable-hot-restart', '-l', 'warn'];
  const child = spawn(binary, ['-c', configFile, ...options, '--file-flush-interval-msec', '100'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  running.add(child);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-8_000);
  });

  const admin = `http://${address}:${ADMIN_PORT}`;
  async function stop(): Promise<void> {
    if (!hasExited()) child.kill('SIGTERM');
    await exited;
    running.delete(child);
  }
  function hasExited(): boolean {
    return child.exitCode !== null || child.signalCode !== null;
  }

  try {
    await until(
      async () => {
        if (hasExited()) throw new Error(`Envoy exited (${child.exitCode ?? child.signalCode}):\n${stderr}`);
        const answer = await fetch(`${admin}/ready`).catch(() => null);
        return (await answer?.text())?.startsWith('LIVE') ? true : null;
      },
      () => `Envoy at ${address} isn't ready:\n${stderr}`,
    );
  } catch (cause) {
    await stop();
    throw cause;
  }
  return {
    async stat(name) {
      const answer = await fetch(`${admin}/stats?format=json&filter=^${name.replaceAll('.', '\\.')}$`);
      const { stats } = (await answer.json()) as { stats: { name?: string; value?: number }[] };
      return stats.find((candidate) => candidate.name === name)?.value ?? 0;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
