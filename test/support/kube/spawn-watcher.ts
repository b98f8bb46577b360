import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { RunningPods } from './truth.ts';
import type { WatchedClusterOptions } from './watched-cluster.ts';

export interface WatcherReport {
  readonly pods: RunningPods;
  /** ms until the first inventory was given. */
  readonly startup: number;
  /** `pods synced` */
  readonly states: readonly string[];
  readonly certainUntil: number;
  readonly failures: readonly string[];
  /** MB; the heap after a collection. */
  readonly heap: number;
  readonly rss: number;
  readonly mostRss: number;
  /** ms for which nothing else could run, at most. */
  readonly longestStall: number;
}

export interface Watcher extends AsyncDisposable {
  report(): Promise<WatcherReport>;
}

/**
 * The watches with the product's own times, in a process that does nothing else. Resolves with the first
 * inventory.
 */
export async function spawnWatcher(options: WatchedClusterOptions): Promise<Watcher> {
  const child = fork(new URL('./watcher-process.ts', import.meta.url), { execArgv: ['--expose-gc'] });
  const ended = once(child, 'exit');
  const answer = async () => {
    const [message] = await Promise.race([once(child, 'message'), ended]);
    if (typeof message === 'number' || message === null) throw new Error(`the watcher ended with ${message}`);
    return message;
  };
  const ready = answer();
  child.send(options);
  await ready;
  return {
    async report() {
      const reported = answer();
      child.send('report');
      return reported;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
