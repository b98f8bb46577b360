import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createApp, type Overrides } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

export interface AppUnderTest extends AsyncDisposable {
  /** `host:port` */
  readonly alsAddress: string;
  /** `host:port` */
  readonly httpAddress: string;
  /** Stores and judges what was counted until now. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** The service on free ports and a database of its own. `settings`: by key, e.g. `learn.timeUnit`. */
export async function startApp(
  settings: Readonly<Record<string, string>> = {},
  overrides: Overrides = {},
): Promise<AppUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'leastpath-test-'));
  const { config } = loadConfig({
    env: {},
    flags: {
      'als.listen': '127.0.0.1:0',
      'http.listen': '127.0.0.1:0',
      store: `sqlite:${join(folder, 'test.db')}`,
      kubernetes: 'off',
      'flush.interval': '200ms',
      'log.level': 'silent',
      ...settings,
    },
  });
  const app = await createApp(config, overrides);
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await app[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    alsAddress: app.alsAddress,
    httpAddress: new URL(app.url).host,
    async flush() {
      await app.flush();
      await app.judge();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end. */
export function runProgram(args: readonly string[], stdin = ''): Promise<Finished> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', fail);
    child.once('close', (code) => done({ code: code ?? -1, stdout, stderr }));
    child.stdin.end(stdin);
  });
}

export function runRecommend(args: readonly string[], stdin = ''): Promise<Finished> {
  return runProgram(['recommend', ...args], stdin);
}
