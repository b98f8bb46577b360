import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createAlsSender } from '../../src/ingest/als/als-replay.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { join as bytes, httpEntry, httpLogs, identifier } from '../support/als-wire.ts';
import { recordSums } from '../support/api.ts';
import { startApp } from '../support/app-under-test.ts';
import { eventually } from '../support/eventually.ts';
import { spawnService } from '../support/service-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PER_MESSAGE = 20;

/** Message `n` of a load: every tenth call fails, every fifth path is new. */
function message(n: number): Buffer {
  const entries = Array.from({ length: PER_MESSAGE }, (_, i) =>
    httpEntry({ path: i % 5 === 0 ? `/new/page-${n}-${i}` : '/cart', code: i % 10 === 0 ? 500 : 200 }),
  );
  return n === 0 ? bytes(identifier(), httpLogs(...entries)) : bytes(httpLogs(...entries));
}

/** Sends until told to stop or cut off; says how many records were handed over. */
function load(alsAddress: string): { readonly sent: () => number; stop(): Promise<void> } {
  const sender = createAlsSender(alsAddress);
  const stream = sender.open();
  let running = true;
  let messages = 0;
  const done = (async () => {
    while (running) {
      messages++;
      // A service that is gone takes no more and says so through the end of the stream.
      await Promise.race([stream.send(message(messages - 1)), stream.ended]);
      await setImmediate();
    }
    await stream.end();
  })().catch(() => undefined);
  return {
    sent: () => messages * PER_MESSAGE,
    async stop() {
      running = false;
      await done;
      sender[Symbol.dispose]();
    },
  };
}

async function storedSums(
  database: string,
): Promise<{ received: number; evidence: number; operations: number }> {
  await using store = await openSqliteStore(database, { migrate: false });
  const counters = await store.counters();
  const sum = (kind?: string) =>
    counters
      .filter(({ disposition }) => kind === undefined || disposition.kind === kind)
      .reduce((total, { count }) => total + count, 0);
  let operations = 0;
  for (const { key } of await store.workloads()) {
    const all = await store.operations(`${key.cluster}/${key.namespace}/${key.name}`);
    operations += all.reduce((total, { counts }) => total + counts.ok, 0);
  }
  return { received: sum(), evidence: sum('evidence'), operations };
}

describe('a record is counted once', () => {
  it('also when the queue overflows', async () => {
    await using app = await startApp({ 'limits.queue': '100', 'flush.interval': '10m' });
    using sender = createAlsSender(app.alsAddress);
    const stream = sender.open();
    const paths = Array.from({ length: 500 }, (_, i) => httpEntry({ path: `/page/of-${i}-things` }));
    await stream.send(bytes(identifier(), httpLogs(...paths)));
    await stream.end();

    const sums = await recordSums(app.httpAddress, 'als');

    expect(sums).toEqual({ received: 500, evidence: 100, kept: 0, dropped: 400 });
    const metrics = await (await fetch(`http://${app.httpAddress}/metrics`)).text();
    expect(metrics).toContain('leastpath_records_dropped_total{source="als",reason="queue-overflow"} 400');
  });

  it('when SIGTERM comes in the middle of a load: all that arrived is stored, and it exits with 0', async () => {
    await using folder = await temporaryFolder();
    const database = join(folder.path, 'a.db');
    await using service = await spawnService(database, ['--flush-interval', '10m']);
    const driver = load(service.alsAddress);
    await eventually(
      () => recordSums(service.httpAddress, 'als'),
      ({ received }) => received > 2000,
    );

    const began = performance.now();
    const code = await service.end('SIGTERM');
    const took = performance.now() - began;
    await driver.stop();

    expect(code).toBe(0);
    expect(took).toBeLessThan(10_000);
    const stored = await storedSums(database);
    expect(stored.received).toBeGreaterThan(2000);
    expect(stored.received).toBeLessThanOrEqual(driver.sent());
    expect(stored.operations).toBe(stored.evidence);
  });

  it('when SIGKILL comes in the middle of a load: never more than was sent, and the same after a restart', async () => {
    await using folder = await temporaryFolder();
    const database = join(folder.path, 'a.db');
    let sent = 0;
    for (let round = 0; round < 3; round++) {
      await using service = await spawnService(database, ['--flush-interval', '20ms']);
      const before = await recordSums(service.httpAddress, 'als');
      const driver = load(service.alsAddress);
      const enough = before.received + 1500;
      const live = await eventually(
        () => recordSums(service.httpAddress, 'als'),
        ({ received }) => received > enough,
      );
      expect(live.received).toBe(live.evidence + live.kept + live.dropped);
      await service.end('SIGKILL');
      await driver.stop();
      sent += driver.sent();

      const stored = await storedSums(database);
      expect(stored.received).toBeLessThanOrEqual(sent);
      expect(stored.received).toBeGreaterThan(before.received);
      expect(stored.operations).toBe(stored.evidence);
      await using again = await spawnService(database);
      const restarted = await recordSums(again.httpAddress, 'als');
      expect(restarted.received).toBe(stored.received);
      expect(restarted.evidence).toBe(stored.evidence);
    }
  });
});
