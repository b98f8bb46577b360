import { loadConfig } from '../../../src/config/load.ts';
import type { Pod } from '../../../src/core/model/pod.ts';
import type { Reporter } from '../../../src/core/model/record.ts';
import { createEngine, type Engine } from '../../../src/engine.ts';
import { createIntake } from '../../../src/ingest/als/als-intake.ts';
import { consume } from '../../../src/ingest/als/consume.ts';
import { openStream, type StreamState } from '../../../src/ingest/als/stream-state.ts';
import { createLogReader } from '../../../src/ingest/log/log-reader.ts';
import type { IngestAnswer, Store } from '../../../src/ports.ts';
import { address, httpEntry, httpLogs, identifier, join, nested, varint } from '../als-wire.ts';
import type { HandClock } from '../pipeline-traffic.ts';
import type { TrueCall } from './true-calls.ts';
import type { WatchedCluster } from './watched-cluster.ts';

export const CART_IP = '10.9.9.1';
const WEB_IP = '10.9.9.2';

/** One run of the program: the engine with both inputs, on a watched cluster. */
export interface Run {
  readonly engine: Engine;
  /** Gives what the watch brought to the engine. */
  look(): void;
  stream(calls: readonly TrueCall[]): void;
  /** As a push would: answered once it is stored. */
  push(calls: readonly TrueCall[], id: string): Promise<IngestAnswer>;
}

let batches = 0;

export async function startRun(store: Store, clock: HandClock, watch: WatchedCluster): Promise<Run> {
  const { config } = loadConfig({ env: {}, flags: { 'learn.calendar': 'off' } });
  const engine = await createEngine({
    config,
    clock,
    store,
    unauthenticated: false,
    meshFindings: () => [],
    certainUntil: watch.certainUntil,
    newBatchId: () => `scene-${batches++}`,
    onFlush: ({ error }) => {
      if (error !== null) throw error;
    },
    onClamped: () => undefined,
  });
  const [since, directory] = [clock.now() - 86_400_000, engine.directory];
  directory.put(stablePod('cart', CART_IP, since));
  directory.put(stablePod('web', WEB_IP, since));
  const tally = engine.collector.tally('als', true);
  const intake = createIntake(tally, { opened() {}, closed() {}, broke() {} }, directory);
  const web = openStream(intake, clock.now);
  say(web, identifier(`sidecar~${WEB_IP}~web-1.shop~shop.svc.cluster.local`, WEB_METADATA));
  return {
    engine,
    look() {
      const news = watch.news();
      if (news !== null) engine.useInventory(news);
    },
    stream(calls) {
      for (const call of calls) say(web, httpLogs(entryOf(call)));
    },
    async push(calls, id) {
      const batch = engine.collector.open('log', id);
      const reader = createLogReader({ tally: batch.tally, directory, format: 'istio-text' });
      reader.write(Buffer.from(calls.map((call) => `${lineOf(call)}\n`).join('')));
      reader.end();
      return batch.commit();
    },
  };
}

/** The proxy of a pod, as it describes itself. */
export function proxyOf({ life, ip }: Pick<TrueCall, 'life' | 'ip'>): Reporter {
  const [app, serviceAccount] = [`app-${life.index}`, `sa-${life.index}`];
  const named = { cluster: 'Kubernetes', namespace: 'shop', pod: life.name, owner: app, serviceAccount };
  return { nodeType: 'sidecar', ...named, labels: { app }, addresses: [ip] };
}

export function portOf({ life }: Pick<TrueCall, 'life'>): number {
  return 20_000 + life.index;
}

const WEB_METADATA = {
  NAME: 'web-1',
  NAMESPACE: 'shop',
  WORKLOAD_NAME: 'web',
  SERVICE_ACCOUNT: 'web',
  CLUSTER_ID: 'Kubernetes',
  INSTANCE_IPS: WEB_IP,
  LABELS: { app: 'web' },
};

function say(stream: StreamState, part: Uint8Array): void {
  const bytes = join(part);
  if (consume(stream, bytes, 0, bytes.length) !== 'counted') throw new Error('not a message');
}

function entryOf(call: TrueCall): Uint8Array {
  const seconds = Math.floor(call.startTime / 1000);
  const nanos = (call.startTime % 1000) * 1_000_000;
  return httpEntry({
    cluster: 'outbound|80||x.shop.svc.cluster.local',
    tls: Buffer.alloc(0),
    local: address(3, '10.96.0.9', 80),
    common: [nested(5, varint(1, seconds), varint(2, nanos)), address(13, call.ip, portOf(call))],
  });
}

function lineOf(call: TrueCall): string {
  const port = portOf(call);
  const mapped = call.startTime % 3 === 0 && call.ip.includes('.') ? `::ffff:${call.ip}` : call.ip;
  const peer = mapped.includes(':') ? `[${mapped}]` : mapped;
  return (
    `[${new Date(call.startTime).toISOString()}] "GET /x HTTP/1.1" 200 - via_upstream - "-" 0 12 3 2 "-" "curl" "r" ` +
    `"cart" "${CART_IP}:${port}" inbound|${port}|| 127.0.0.6:41001 ${CART_IP}:${port} ${peer}:50012 ` +
    `outbound_.${port}_._.cart.shop.svc.cluster.local default`
  );
}

function stablePod(name: string, ip: string, startTime: number): Pod {
  const workload = { cluster: 'Kubernetes', namespace: 'shop', name };
  const described = { labels: { app: name }, serviceAccount: name, workload, rollout: null };
  return {
    ...described,
    cluster: 'Kubernetes',
    namespace: 'shop',
    name: `${name}-1`,
    uid: name,
    addresses: [ip],
    hostNetwork: false,
    nodeType: 'sidecar',
    startTime,
    endTime: null,
  };
}
