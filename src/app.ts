import { randomUUID } from 'node:crypto';
import type { InventorySource } from './cluster-port.ts';
import { formatAddress, isLoopback } from './config/address.ts';
import { leftOutOf } from './config/left-out.ts';
import type { Config } from './config/schema.ts';
import type { Inventory } from './core/model/inventory.ts';
import { DAY } from './core/model/scaled-time.ts';
import { createEngine } from './engine.ts';
import { createHttpServer } from './http/http-server.ts';
import { createAlsServer } from './ingest/als/als-server.ts';
import { createLogIntake } from './ingest/log-intake.ts';
import { inventorySource } from './inventory-source.ts';
import { policyDocumentsIn } from './kube/policy-documents.ts';
import { meshFindings } from './mesh-findings.ts';
import { followMeshFormats } from './mesh-formats.ts';
import { every } from './pipeline/every.ts';
import type { Clock, MeshReader, Store } from './ports.ts';
import { readinessOf } from './readiness.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { createEvents } from './telemetry/events.ts';
import { createLogger } from './telemetry/logger.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { setWatchMetrics } from './telemetry/watch-metrics.ts';
import { VERSION } from './version.ts';
import { watchFindings } from './watch-findings.ts';

export interface App extends AsyncDisposable {
  /** `host:port` */
  readonly alsAddress: string;
  /** `http://host:port` */
  readonly url: string;
  readonly reader: MeshReader;
  /** Stores what was counted until now. */
  flush(): Promise<boolean>;
  /** Judges what is stored until now. */
  judge(): Promise<void>;
}

/** What a test or the demo puts in the place of a part. */
export interface Overrides {
  readonly clock?: Clock;
  readonly store?: Store;
  readonly inventory?: InventorySource;
}

const SYSTEM_CLOCK: Clock = { now: () => Date.now() };

/**
 * Starts the service. Throws AppError, having released what it had taken, if a part can't be had. `signal`:
 * told to go before it has started, it doesn't judge what is stored first.
 */
export async function createApp(
  config: Config,
  overrides: Overrides = {},
  signal?: AbortSignal,
): Promise<App> {
  await using stack = new AsyncDisposableStack();
  const clock = overrides.clock ?? SYSTEM_CLOCK;
  const metrics = createMetrics({ version: VERSION, labelLimit: config.limits.labels });
  const events = createEvents(createLogger(config.log), metrics.instruments, clock.now);

  const store = overrides.store ?? (await openSqliteStore(config.store.path, { migrate: true }));
  stack.use(store);
  const open = openListeners(config);
  const unauthenticated = open.length > 0;
  let tlsUnknown = false;
  const known = overrides.inventory
    ? { source: overrides.inventory, missing: null, broken: false, ownNamespace: null }
    : await inventorySource(config, events.watchChanged);
  const watches = () => known.source?.watches() ?? [];
  const formats = followMeshFormats();
  const engine = await createEngine({
    config,
    clock,
    store,
    unauthenticated,
    meshFindings: () => [
      ...watchFindings(watches(), known),
      ...meshFindings({
        open: open.map(({ address }) => address),
        tlsUnknown,
        tcpLoggerOnly: als.tcpLoggerOnly(),
        refusedFormats: formats.now().refused,
      }),
    ],
    certainUntil: () => known.source?.certainUntil() ?? Number.POSITIVE_INFINITY,
    leftOut: (rootNamespace) => leftOutOf(config, rootNamespace, known.ownNamespace),
    newBatchId: randomUUID,
    onClamped: events.timesClamped,
    onFlush: ({ seconds, records, error }) =>
      error ? events.flushFailed(error) : events.flushed(seconds, records),
  });
  stack.defer(async () => void (await engine.collector.flush()));

  if (known.source) {
    const use = (inventory: Inventory) => {
      formats.use(inventory);
      engine.useInventory(inventory);
    };
    stack.use(await known.source.follow(use, events.inventoryFailed));
    events.inventoryFollowed(known.source.from, watches());
  } else if (known.missing !== null) events.clusterMissing(known.missing);

  const als = createAlsServer({
    listen: formatAddress(config.als.listen),
    limits: config.limits,
    tally: engine.collector.tally('als', true),
    watch: {
      opened: (node, reporter) => engine.streams.opened(node, reporter),
      closed: (node) => engine.streams.closed(node),
      broke(node, lastMessage) {
        engine.streams.broke(node, lastMessage);
        events.streamBroke(node);
      },
    },
    directory: engine.directory,
    clock,
    onMessageError: events.messageDropped,
    onStreamRefused: () => events.streamsRefused(),
  });
  stack.use(als);
  const { address: alsAddress } = await als.start();

  const http = createHttpServer({
    listen: config.http.listen,
    reader: engine.reader,
    intake: createLogIntake({
      batches: engine.collector,
      directory: engine.directory,
      formats: () => formats.now().formats,
      onAgentLines: events.agentLines,
      onTlsUnknown: () => {
        tlsUnknown = true;
      },
    }),
    watches,
    policyDocuments: (yaml) => policyDocumentsIn(yaml, 'the body'),
    readiness: () => readinessOf({ stored: engine.stored(), alsAddress, known }),
    metrics: () => {
      metrics.instruments.leastpath_als_streams.set(als.streams());
      if (known.source) setWatchMetrics(metrics.instruments, known.source, clock.now());
      return metrics.render(engine.reader);
    },
    mesh: {
      cluster: config.mesh.cluster,
      startedAt: clock.now(),
      unauthenticated,
      timeUnit: config.learn.timeUnit,
    },
    events,
  });
  stack.use(http);
  const { url } = await http.start();

  const flush = async (stop: AbortSignal) => {
    await engine.collector.flush();
    await engine.judge.refreshNews(stop);
  };
  stack.use(every(config.flush.interval, flush, events.judgeFailed));
  stack.use(every(RELIEF_INTERVAL, () => engine.collector.relieve(), events.flushFailed));
  const tick = (stop: AbortSignal) => engine.judge.refresh(stop);
  stack.use(every(judgeInterval(config.learn.timeUnit), tick, events.judgeFailed));
  stack.use(every(PRUNE_INTERVAL, () => engine.prune(config.retention), events.pruneFailed));
  // Before the listeners go: a batch that waits to be certain is answered.
  stack.defer(async () => engine.collector.close());
  await engine.judge.refresh(signal);
  for (const { what, address } of open) events.listeningOpenly(what, address);
  events.started({ version: VERSION, als: alsAddress, http: url, store: config.store.path });

  const parts = stack.move();
  return {
    alsAddress,
    url,
    reader: engine.reader,
    flush: () => engine.collector.flush(),
    judge: () => engine.judge.judge(),
    async [Symbol.asyncDispose]() {
      await parts.disposeAsync();
      events.stopped();
    },
  };
}

/** How often the room for unflushed tuples is looked at, ms. */
const RELIEF_INTERVAL = 200;

const PRUNE_INTERVAL = 3_600_000;

/** Often enough for a reader to see a gate open, seldom enough to cost nothing. */
function judgeInterval(timeUnit: number): number {
  return timeUnit === DAY ? 60_000 : Math.min(60_000, Math.max(500, timeUnit / 4));
}

/** Whatever takes telemetry from anyone who has a route to it: nobody asks who they are. */
function openListeners({ als, http }: Config): { what: string; address: string }[] {
  return Object.entries({ als: als.listen, http: http.listen })
    .filter(([, address]) => !isLoopback(address))
    .map(([what, address]) => ({ what, address: formatAddress(address) }));
}
