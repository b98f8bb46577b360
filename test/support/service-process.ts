import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

export interface ServiceProcess extends AsyncDisposable {
  /** `host:port` of the ALS listener and of HTTP. */
  readonly alsAddress: string;
  readonly httpAddress: string;
  readonly pid: number;
  /** Sends the signal and waits for the end: the exit code, or null when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** `leastpath serve` as a process of its own, on free ports. Throws what it said when it doesn't start. */
export async function spawnService(
  database: string,
  settings: readonly string[] = [],
  nodeArguments: readonly string[] = [],
): Promise<ServiceProcess> {
  const args = [
    'serve',
    '--als-listen',
    '127.0.0.1:0',
    '--http-listen',
    '127.0.0.1:0',
    '--store',
    `sqlite:${database}`,
  ];
  const child = spawn(
    process.execPath,
    [...nodeArguments, MAIN, ...args, '--kubernetes', 'off', '--log-level', 'warn', ...settings],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const addresses = await announced(child);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  return {
    ...addresses,
    pid: child.pid ?? 0,
    end,
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  };
}

/** The line in which `serve` says where it listens. */
function announced(child: ChildProcess): Promise<{ alsAddress: string; httpAddress: string }> {
  return new Promise((done, fail) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [, httpAddress, alsAddress] =
        /leastpath: http:\/\/(\S+)\/ , access logs at (\S+)/.exec(said) ?? [];
      if (httpAddress && alsAddress) done({ alsAddress, httpAddress });
    });
    child.once('exit', (code) => fail(new Error(`serve ended with ${code}: ${said}`)));
  });
}
