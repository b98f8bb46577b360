import { KUBELET_LAG } from '../../../src/core/identify/kubelet-lag.ts';
import type { IngestAnswer, Store } from '../../../src/ports.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import { createRandom, type Random } from '../oracle/random.ts';
import { handClock } from '../pipeline-traffic.ts';
import { proxyOf, type Run, startRun } from './scene.ts';
import { type TrueCall, trueCalls } from './true-calls.ts';
import { type TrueCluster, trueCluster } from './true-cluster.ts';
import { watchedCluster } from './watched-cluster.ts';

/** What one scene came to. */
export interface Played {
  readonly cluster: TrueCluster;
  readonly calls: readonly TrueCall[];
  readonly store: Store;
  /** Of all batches together. */
  readonly pushed: IngestAnswer[];
  readonly lines: number;
  /** Entries of streams that a crash took. */
  readonly lost: boolean;
}

const SECOND = 1000;
const FROM = Date.UTC(2026, 2, 2, 10, 0, 0, 345);
const ADDRESSES = ['10.1.0.1', '10.1.0.2', '10.1.0.3', 'fd00::4'];

interface StreamEvent {
  readonly at: number;
  readonly tell: (run: Run) => void;
}

/** Minutes of a cluster, its calls, and what leastpath gets to know of them, from one seed. */
export async function play(seed: number): Promise<Played> {
  const random = createRandom(seed);
  const to = FROM + 300 * SECOND;
  const addresses = ADDRESSES.slice(0, 1 + random.int(ADDRESSES.length));
  const cluster = trueCluster(random, {
    from: FROM,
    to,
    pods: 3 + random.int(9),
    addresses,
    kubeletLag: KUBELET_LAG,
  });
  const calls = trueCalls(random, cluster);
  const events = streamEvents(random, cluster);
  const restart = random.chance(0.4) ? FROM + random.int(300) * SECOND : Number.POSITIVE_INFINITY;
  const back = restart + (2 + random.int(90)) * SECOND;
  const crash = random.chance(0.5);

  const store = await openSqliteStore(':memory:', { migrate: true });
  const clock = handClock(FROM);
  const pushed: IngestAnswer[] = [];
  let unanswered = new Map<string, readonly TrueCall[]>();
  let batches = 0;
  let due = calls.toSorted((a, b) => a.arrival - b.arrival);
  let lost = false;
  let watch = watchedCluster(random, cluster, FROM);
  let run: Run | null = await startRun(store, clock, watch);

  function push(now: Run, id: string, some: readonly TrueCall[]): void {
    const shuffled = some.toSorted(() => random.int(3) - 1);
    unanswered.set(id, shuffled);
    void now.push(shuffled, id).then((answer) => {
      // One that crashed answers nobody.
      if (now !== run && crash) return;
      pushed.push(answer);
      unanswered.delete(id);
    });
  }

  // After the pods only what is late.
  for (let at = FROM, step = SECOND; at < to + 450 * SECOND; at += step) {
    step = at < to + 100 * SECOND ? SECOND : 5 * SECOND;
    clock.time = at;
    if (at >= restart && at < back && run !== null) {
      if (!crash) await end(run);
      lost = crash;
      run = null;
    }
    if (at >= back && run === null) {
      watch = watchedCluster(random, cluster, at);
      run = await startRun(store, clock, watch);
      // Whoever got no answer sends again.
      const again = [...unanswered];
      unanswered = new Map();
      for (const [id, some] of again) push(run, id, some);
    }
    if (run === null) {
      lost ||= due.some(({ kind, arrival }) => kind === 'stream' && arrival <= at);
      due = due.filter(({ kind, arrival }) => kind === 'line' || arrival > at);
      continue;
    }
    watch.step(at);
    run.look();
    for (const { tell } of events.filter((event) => event.at > at - step && event.at <= at)) tell(run);
    const arrived = due.filter(({ arrival }) => arrival <= at);
    due = due.slice(arrived.length);
    run.stream(arrived.filter(({ kind }) => kind === 'stream'));
    const lines = arrived.filter(({ kind }) => kind === 'line');
    if (lines.length > 0) push(run, `batch-${batches++}`, lines);
    if ((at - FROM) % (20 * SECOND) === 0) await run.engine.collector.flush();
    else await run.engine.collector.relieve();
  }
  if (run !== null) await end(run);
  const lines = calls.filter(({ kind }) => kind === 'line').length;
  return { cluster, calls, store, pushed, lines, lost };

  async function end({ engine }: Run): Promise<void> {
    engine.collector.close();
    await engine.collector.flush();
    await engine.collector.flush();
  }
}

/** Some pods have proxies whose streams stand while they live, or seem to for a while after. */
function streamEvents(random: Random, { lives }: TrueCluster): StreamEvent[] {
  return lives.flatMap((life) => {
    if (!random.chance(0.4) || life.hostNetwork) return [];
    return life.holds.flatMap(({ ip, from, to }): StreamEvent[] => {
      const [node, reporter] = [`${life.uid} ${ip}`, proxyOf({ life, ip })];
      const opened = from + 200 + random.int(3000);
      if (opened >= to) return [];
      const quiet = random.chance(0.5);
      const broken = to + random.int(50_000);
      const last = Math.max(opened, to - random.int(5000));
      return [
        { at: opened, tell: ({ engine }) => engine.streams.opened(node, reporter) },
        quiet
          ? { at: broken, tell: ({ engine }) => engine.streams.broke(node, last) }
          : { at: to + random.int(500), tell: ({ engine }) => engine.streams.closed(node) },
      ];
    });
  });
}
