import { expect, it } from 'vitest';
import { createAlsSender } from '../../src/ingest/als/als-replay.ts';
import {
  httpEntry,
  httpLogs,
  identifier,
  join,
  type Part,
  tcpEntry,
  tcpLogs,
  tls,
} from '../support/als-wire.ts';
import { getAll } from '../support/api.ts';
import { type AppUnderTest, startApp } from '../support/app-under-test.ts';

interface Found {
  readonly id: string;
  readonly rows: readonly string[];
}

async function findings(app: AppUnderTest): Promise<Found[]> {
  await app.flush();
  return getAll<Found>(app.httpAddress, '/api/v1/findings');
}

async function send(app: AppUnderTest, ...messages: readonly Part[]): Promise<void> {
  using sender = createAlsSender(app.alsAddress);
  const stream = sender.open();
  for (const message of messages) await stream.send(message);
  await stream.end();
}

it('says which proxies have the TCP logger only, until their other logger is heard', async () => {
  await using app = await startApp();
  await send(app, join(identifier(), tcpLogs(tcpEntry({ type: 6, streamId: 'a request' }))));
  const before = await findings(app);
  await send(app, join(identifier(), httpLogs(httpEntry())));
  const after = await findings(app);

  expect(before.find(({ id }) => id === 'tcp-logger-only')?.rows).toEqual([
    'sidecar~10.1.2.3~cart-7d9f-x2.shop~shop.svc.cluster.local',
  ]);
  expect(after.map(({ id }) => id)).not.toContain('tcp-logger-only');
});

it('says when pushed lines can’t tell plaintext from mTLS', async () => {
  await using app = await startApp();
  const line = {
    ...{ start_time: '2026-03-02T10:00:00.123Z', method: 'GET', path: '/a', response_code: 200, duration: 1 },
    ...{ response_flags: '-', response_code_details: 'via_upstream', upstream_cluster: 'inbound|8080||' },
    ...{ downstream_local_address: '10.1.2.3:8080', downstream_remote_address: '10.1.9.9:5' },
  };
  const push = async (body: object) => {
    const url = `http://${app.httpAddress}/api/v1/ingest/logs?format=istio-json`;
    const headers = { 'content-type': 'application/x-ndjson' };
    const response = await fetch(url, { method: 'POST', headers, body: `${JSON.stringify(body)}\n` });
    expect(response.status).toBe(200);
  };

  await push({ ...line, requested_server_name: null });
  expect((await findings(app)).map(({ id }) => id)).not.toContain('tls-unknown');
  await push(line);
  expect((await findings(app)).map(({ id }) => id)).toContain('tls-unknown');
});

it('says what a waypoint must log for its callers to be known', async () => {
  await using app = await startApp();
  const node = identifier('waypoint~10.1.2.9~way-1.shop~shop.svc.cluster.local', {
    ...{ NAME: 'way-1', NAMESPACE: 'shop', WORKLOAD_NAME: 'way', SERVICE_ACCOUNT: 'way' },
    ...{ CLUSTER_ID: 'Kubernetes', INSTANCE_IPS: '10.1.2.9', LABELS: { app: 'way' } },
  });
  const cluster = 'inbound-vip|80|http|cart.shop.svc.cluster.local';
  await send(app, join(node, httpLogs(httpEntry({ cluster, tls: Buffer.alloc(0) }))));

  const missing = (await findings(app)).find(({ id }) => id === 'waypoint-identity-missing');
  expect(missing?.rows).toHaveLength(1);
});

// Keeps the builder of TLS properties honest: a sidecar's row that has them is no waypoint's.
it('says nothing of that for a sidecar', async () => {
  await using app = await startApp();
  await send(app, join(identifier(), httpLogs(httpEntry({ tls: tls([], 'none') }))));

  expect((await findings(app)).map(({ id }) => id)).not.toContain('waypoint-identity-missing');
});
