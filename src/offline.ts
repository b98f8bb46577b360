import { randomUUID } from 'node:crypto';
import { leftOutOf } from './config/left-out.ts';
import type { Config } from './config/schema.ts';
import type { Inventory } from './core/model/inventory.ts';
import type { Reporter } from './core/model/record.ts';
import { createEngine } from './engine.ts';
import { fileIntake, readAlsFile } from './ingest/als/als-file.ts';
import type { ByteStream } from './ingest/log/byte-streams.ts';
import { type LogFilesReport, readLogFiles } from './ingest/log/log-files.ts';
import type { LogFormat } from './ingest/log/log-reader.ts';
import type { OwnFormat } from './ingest/log/own-format.ts';
import { meshFormats } from './mesh-formats.ts';
import type { MeshReader, StoredTraffic } from './ports.ts';
import { openSqliteStore } from './store/sqlite-store.ts';

export interface OfflineInput {
  /** Files and directories; empty = stdin. */
  readonly paths: readonly string[];
  readonly format: LogFormat | 'als' | 'auto';
  /** The format that `envoy-…` asks for; left out: none was given, and those of the inventory's mesh are known. */
  readonly own?: OwnFormat;
  readonly stdin: ByteStream;
  readonly inventory: Inventory | null;
  /** What the user says of who wrote it all. */
  readonly reporter: Partial<Reporter> | null;
  /** A namespace that was asked for by name, so that it is not left out; left out or null: none was. */
  readonly namespace?: string | null;
}

export interface Offline extends AsyncDisposable {
  readonly reader: MeshReader;
  readonly traffic: StoredTraffic;
  readonly report: LogFilesReport;
  /** Formats of the inventory's mesh, as sentences: lines in them weren't read. */
  readonly refusedFormats: readonly string[];
  /** ms of the last record: "now" for everything that is judged. */
  readonly now: number;
}

/** Runs recorded traffic through the pipeline of `serve`, with the traffic's own time as the clock. */
export async function runOffline(config: Config, input: OfflineInput): Promise<Offline> {
  await using stack = new AsyncDisposableStack();
  const store = stack.use(await openSqliteStore(':memory:', { migrate: true }));
  let now = 0;
  let failure: unknown = null;
  const { formats, refused } = meshFormats(input.inventory);
  const engine = await createEngine({
    // Nothing is dropped offline: what waits for a later line is counted at once in the end, and finds room.
    config: { ...config, limits: { ...config.limits, queue: config.limits.queue + MOST_HELD } },
    clock: { now: () => now },
    store,
    unauthenticated: false,
    meshFindings: () => [],
    leftOut: (rootNamespace) => {
      const asked = new Set([input.namespace, input.reporter?.namespace]);
      const leftOut = [...leftOutOf(config, rootNamespace, null)];
      return new Set(leftOut.filter((one) => !asked.has(one)));
    },
    newBatchId: randomUUID,
    // Nothing is clamped offline: the records themselves are the clock.
    onClamped: () => undefined,
    onFlush: ({ error }) => {
      failure = error;
    },
  });
  if (input.inventory) engine.useInventory(input.inventory);
  const logs = engine.collector.tally('log', false);
  const captures = engine.collector.tally('als', false);
  const intake = fileIntake(captures, engine.directory);
  const flush = async () => {
    if (!(await engine.collector.flush())) throw failure;
  };
  // Nor while it is read: reading waits until what was counted is stored.
  const makeRoom = async () => {
    const full = [logs, captures].some(
      ({ size, records }) => size > config.limits.queue / 2 || records > FLUSH_RECORDS,
    );
    if (full) await flush();
  };
  const report = await readLogFiles(input.paths, {
    tally: logs,
    directory: engine.directory,
    format: input.format,
    own: input.own === undefined ? formats : [input.own],
    reporter: input.reporter,
    stdin: input.stdin,
    readAls: async (capture) => void (await readAlsFile(pausing(capture, makeRoom), intake)),
    betweenChunks: makeRoom,
  });
  await flush();
  now = Math.max(0, ...engine.collector.listening().map((span) => span.to));
  await engine.judge.judge();
  const parts = stack.move();
  return {
    reader: engine.reader,
    traffic: store,
    report,
    refusedFormats: refused.map(({ name, why }) => `${name} can't be read: ${why}`),
    now,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Lines that the reader holds back until it knows what they mean, at most. */
const MOST_HELD = 500_000;
/** Records between two flushes at most: counts of one tuple are kept by hour, so time spreads them. */
const FLUSH_RECORDS = 500_000;

async function* pausing(chunks: ByteStream, pause: () => Promise<void>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk;
    await pause();
  }
}
