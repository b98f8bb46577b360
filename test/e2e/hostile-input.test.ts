import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createAlsSender } from '../../src/ingest/als/als-replay.ts';
import { join as bytes, httpEntry, httpLogs, identifier } from '../support/als-wire.ts';
import { getAll, recordSums } from '../support/api.ts';
import { startApp } from '../support/app-under-test.ts';
import { eventually } from '../support/eventually.ts';

interface EdgeItem {
  readonly principal: string | null;
  readonly path: string | null;
  readonly counts: { readonly ok: number };
}

const EDGES = '/api/v1/workloads/Kubernetes/shop/cart/edges';

async function pushLines(httpAddress: string, body: string | Buffer<ArrayBuffer>, format = 'istio-text') {
  const response = await fetch(`http://${httpAddress}/api/v1/ingest/logs?format=${format}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body,
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

describe('hostile ALS streams have a counted outcome', () => {
  it('a malformed message is one drop, and the stream lives on', async () => {
    await using app = await startApp();
    using sender = createAlsSender(app.alsAddress);
    const stream = sender.open();
    await stream.send(bytes(identifier(), httpLogs(httpEntry())));
    await stream.send(Buffer.from([0x12, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3]));
    await stream.send(bytes(httpLogs(httpEntry(), httpEntry())));
    await stream.end();

    expect(await recordSums(app.httpAddress, 'als')).toEqual({
      received: 4,
      evidence: 3,
      kept: 0,
      dropped: 1,
    });
  });

  it('a message of 100 MiB is one drop', async () => {
    await using app = await startApp();
    using sender = createAlsSender(app.alsAddress);
    const stream = sender.open();
    await stream.send(bytes(identifier(), httpLogs(httpEntry())));
    stream.send(Buffer.alloc(100 * 1024 * 1024)).catch(() => undefined);
    await stream.ended.catch(() => undefined);

    const sums = await eventually(
      () => recordSums(app.httpAddress, 'als'),
      ({ received }) => received >= 2,
    );
    expect(sums).toEqual({ received: 2, evidence: 1, kept: 0, dropped: 1 });
    const metrics = await (await fetch(`http://${app.httpAddress}/metrics`)).text();
    expect(metrics).toContain('leastpath_records_dropped_total{source="als",reason="oversize"} 1');
  });

  it('an endless stream without identifier is ended, its entries counted', async () => {
    await using app = await startApp();
    using sender = createAlsSender(app.alsAddress);
    const stream = sender.open();
    let open = true;
    stream.ended
      .catch(() => undefined)
      .finally(() => {
        open = false;
      });
    while (open) {
      await Promise.race([stream.send(bytes(httpLogs(httpEntry()))), stream.ended]).catch(() => undefined);
      await setImmediate();
    }

    const { received, dropped } = await recordSums(app.httpAddress, 'als');
    expect(dropped).toBeGreaterThan(0);
    expect(dropped).toBe(received);
    await expect(stream.ended).rejects.toThrow(/identifier/i);
  });

  it('10,000 paths and 10,000 principals fold into visible overflow rows', async () => {
    await using app = await startApp({ 'limits.paths': '200', 'limits.principals': '300' });
    using sender = createAlsSender(app.alsAddress);
    const stream = sender.open();
    await stream.send(bytes(identifier(), httpLogs(httpEntry())));
    for (let i = 0; i < 10_000; i += 50) {
      const paths = Array.from({ length: 50 }, (_, j) =>
        httpEntry({ path: `/of/${'x'.repeat(i % 7)}page-n${i + j}` }),
      );
      const peers = Array.from({ length: 50 }, (_, j) => {
        return httpEntry({ peer: `spiffe://cluster.local/ns/shop/sa/caller-${i + j}` });
      });
      await stream.send(bytes(httpLogs(...paths, ...peers)));
    }
    await stream.end();
    await app.flush();

    expect(await recordSums(app.httpAddress, 'als')).toEqual({
      received: 20_001,
      evidence: 20_001,
      kept: 0,
      dropped: 0,
    });
    const paths = await getAll<EdgeItem>(app.httpAddress, `${EDGES}?detail=paths`);
    const overflowed = paths.filter(({ path }) => path === '(other paths)');
    expect(overflowed.reduce((sum, { counts }) => sum + counts.ok, 0)).toBeGreaterThan(9000);
    const callers = await getAll<EdgeItem>(app.httpAddress, `${EDGES}?detail=callers`);
    expect(callers.length).toBeLessThanOrEqual(301);
    expect(callers.find(({ principal }) => principal?.includes('overflow'))?.counts.ok).toBeGreaterThan(9000);
    const draft = await fetch(`http://${app.httpAddress}${EDGES.replace('edges', 'policy.yaml')}?draft=true`);
    expect(draft.status).toBe(409);
  });

  it('a path of 64 KiB and binary junk in every text are evidence of something or nothing, never a crash', async () => {
    await using app = await startApp();
    using sender = createAlsSender(app.alsAddress);
    const stream = sender.open();
    const long = httpEntry({ path: `/${'a'.repeat(65_535)}` });
    const junk = httpEntry({ path: '/\u0000\u0007\ufffd\ud800"<>', details: '\u0001', peer: '\u0000' });
    await stream.send(bytes(identifier(), httpLogs(long, junk)));
    await stream.end();
    await app.flush();

    const { received, evidence, kept, dropped } = await recordSums(app.httpAddress, 'als');
    expect(received).toBe(2);
    expect(evidence + kept + dropped).toBe(2);
    const response = await fetch(
      `http://${app.httpAddress}${EDGES.replace('edges', 'policy.yaml')}?draft=true`,
    );
    expect([200, 409]).toContain(response.status);
  });
});

describe('hostile lines have a counted outcome', () => {
  it.each([
    ['a line of more than 1 MiB', `${'x'.repeat(1024 * 1024 + 10)}\n`, { oversize: 1 }],
    ['a truncated line', '[2026-03-02T10:00:00.123Z] "GET /a HTTP/1.1" 20\n', { 'unparsable-line': 1 }],
    [
      'a line that ends with the file',
      '[2026-03-02T10:00:00.123Z] "GET /a HTTP/1.1" 20',
      { 'partial-line': 1 },
    ],
  ])('%s', async (_, body, dropped) => {
    await using app = await startApp();
    const { status, answer } = await pushLines(app.httpAddress, body);

    expect(status).toBe(200);
    expect(answer).toEqual({ received: 1, evidence: 0, kept: 0, dropped });
  });

  it('binary junk is dropped line by line', async () => {
    await using app = await startApp();
    const junk = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 256));
    const { status, answer } = await pushLines(app.httpAddress, junk);

    expect(status).toBe(200);
    expect(answer.evidence).toBe(0);
    const dropped = Object.values(answer.dropped as Record<string, number>).reduce((sum, n) => sum + n, 0);
    expect(answer.received).toBe(dropped + Number(answer.kept));
    expect(dropped).toBeGreaterThan(10);
  });

  it('a body that says gzip and isn’t is refused, and nothing of it counts', async () => {
    await using app = await startApp();
    const response = await fetch(`http://${app.httpAddress}/api/v1/ingest/logs`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
      body: 'no gzip at all\n',
    });

    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect((await recordSums(app.httpAddress, 'log')).received).toBe(0);
  });
});
