import { spawn } from 'node:child_process';

export interface LoggedProcess extends AsyncDisposable {
  readonly pid: number;
  /** Throws with its last words if it has ended. */
  check(): void;
  lastWords(): string;
  /** Asks it to end, as a kubelet does, and waits until it has. */
  terminate(): Promise<void>;
}

/** A process with its last words kept. It and what it started are killed with the disposal. */
export function spawnLogged(
  command: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): LoggedProcess {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  const listen = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-8_000);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    pid: child.pid ?? 0,
    check() {
      if (hasEnded()) throw new Error(`${command} ended (${child.exitCode ?? child.signalCode}):\n${said}`);
    },
    lastWords: () => said,
    async terminate() {
      child.kill('SIGTERM');
      await ended;
    },
    async [Symbol.asyncDispose]() {
      if (hasEnded()) return;
      // What it started too: an agent that is killed leaves its Envoy behind.
      process.kill(-(child.pid ?? 0), 'SIGKILL');
      await ended;
    },
  };
}
