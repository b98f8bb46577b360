// leastpath's watches in a process of their own, for figures of memory and time; started by `spawnWatcher`.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { WATCH_TIMES } from '../../../src/kube/watch/watch-times.ts';
import type { WatcherReport } from './spawn-watcher.ts';
import { podsBelieved } from './truth.ts';
import { type WatchedClusterOptions, watchCluster } from './watched-cluster.ts';

const stalls = monitorEventLoopDelay({ resolution: 5 });

process.once('message', async (options: WatchedClusterOptions) => {
  stalls.enable();
  const began = performance.now();
  const watched = await watchCluster({ ...options, times: WATCH_TIMES });
  const startup = performance.now() - began;
  process.on('message', () => {
    global.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    const report: WatcherReport = {
      pods: podsBelieved(watched.inventory()),
      startup,
      states: watched.source.watches().map(({ resource, state }) => `${resource} ${state}`),
      certainUntil: watched.source.certainUntil(),
      failures: watched.failures.map(String),
      heap: heapUsed / 1e6,
      rss: rss / 1e6,
      mostRss: process.resourceUsage().maxRSS / 1e3,
      longestStall: stalls.max / 1e6,
    };
    process.send?.(report);
  });
  process.send?.('ready');
});
// Nobody is there any more who could want a report.
process.once('disconnect', () => process.exit(0));
