import { randomUUID } from 'node:crypto';
import { formatAddress, isLoopback } from './config/address.ts';
import type { Config } from './config/schema.ts';
import { DAY } from './core/model/scaled-time.ts';
import { createEngine, type Engine } from './engine.ts';
import { createHttpServer } from './http/http-server.ts';
import { createAlsServer } from './ingest/als/als-server.ts';
import { createLogIntake } from './ingest/log-intake.ts';
import { inventoryFile } from './kube/inventory-file.ts';
import { policyDocumentsIn } from './kube/policy-documents.ts';
import { meshFindings } from './mesh-findings.ts';
import { every } from './pipeline/every.ts';
import type { Clock, InventorySource, MeshReader, Store } from './ports.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { createEvents } from './telemetry/events.ts';
import { createLogger } from './telemetry/logger.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { VERSION } from './version.ts';

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
  const engine = await createEngine({
    config,
    clock,
    store,
    unauthenticated,
    meshFindings: () =>
      meshFindings({
        open: open.map(({ address }) => address),
        tlsUnknown,
        tcpLoggerOnly: als.tcpLoggerOnly(),
      }),
    newBatchId: randomUUID,
    onClamped: events.timesClamped,
    onFlush: ({ seconds, records, error }) =>
      error ? events.flushFailed(error) : events.flushed(seconds, records),
  });
  stack.defer(async () => void (await engine.collector.flush()));

  const source = overrides.inventory ?? inventorySource(config);
  if (source) stack.use(await source.follow(engine.useInventory, events.inventoryFailed));

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
      onAgentLines: events.agentLines,
      onTlsUnknown: () => {
        tlsUnknown = true;
      },
    }),
    policyDocuments: (yaml) => policyDocumentsIn(yaml, 'the body'),
    readiness: () => readiness(engine, config, alsAddress),
    metrics: () => {
      metrics.instruments.leastpath_als_streams.set(als.streams());
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

function inventorySource({ kubernetes, mesh }: Config): InventorySource | null {
  return kubernetes.kind === 'inventory' ? inventoryFile(kubernetes.path, mesh) : null;
}

function readiness(engine: Engine, config: Config, alsAddress: string) {
  const { kubernetes } = config;
  const parts = [
    {
      name: 'store',
      ready: engine.stored(),
      why: engine.stored() ? 'the last flush was stored' : 'the last flush failed',
    },
    { name: 'als', ready: true, why: `listening on ${alsAddress}` },
    {
      name: 'kubernetes',
      ready: true,
      why:
        kubernetes.kind === 'inventory'
          ? `inventory file ${kubernetes.path}`
          : 'no cluster is watched: proxies describe themselves',
    },
  ];
  return { ready: parts.every((part) => part.ready), parts };
}

/** Whatever takes telemetry from anyone who has a route to it: nobody asks who they are. */
function openListeners({ als, http }: Config): { what: string; address: string }[] {
  return Object.entries({ als: als.listen, http: http.listen })
    .filter(([, address]) => !isLoopback(address))
    .map(([what, address]) => ({ what, address: formatAddress(address) }));
}
