import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ApiServerOptions } from './api-server.ts';

/** What the server's own ready line says. */
export interface Announced {
  readonly url: string;
  readonly adminToken: string;
  readonly kubeconfig: string;
  /** Path of the PEM file. */
  readonly ca: string;
  readonly signingKey: string;
  readonly pid: number;
}

export interface ApiServerProcess {
  readonly announced: Announced;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts it on what the folder has, and waits for its ready line. Its stdin is a pipe of this process: it
 * ends when this process does, however that happens. Throws with its last words when it ends instead.
 */
export async function spawnApiServer(
  binary: string,
  folder: string,
  { address = '127.0.0.1', flags = [] }: ApiServerOptions,
): Promise<ApiServerProcess> {
  const args = ['serve', '--dir', folder, '--address', address, '--', ...flags];
  // Whatever asks for a cluster by the environment must not find another one.
  const env = { ...process.env, KUBECONFIG: '', TMPDIR: folder };
  const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
  const exited = once(child, 'exit');
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-8_000);
  });
  const announced = await new Promise<Announced>((done, fail) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('\n')) done(JSON.parse(said.slice(0, said.indexOf('\n'))));
    });
    child.once('error', fail);
    child.once('exit', (code, signal) =>
      fail(new Error(`the API server ended with ${code ?? signal}:\n${stderr}`)),
    );
  });
  return {
    announced,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
