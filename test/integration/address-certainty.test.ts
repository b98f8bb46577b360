import { expect, it } from 'vitest';
import type { InventorySource } from '../../src/cluster-port.ts';
import type { IngestAnswer } from '../../src/ports.ts';
import { getAll } from '../support/api.ts';
import { startApp } from '../support/app-under-test.ts';
import { eventually } from '../support/eventually.ts';
import { samplePod } from '../support/sample-record.ts';

/** A watched cluster whose word is certain as far as it is told. */
function watched() {
  const pods = [samplePod('cart', '10.1.2.3', { uid: '1' }), samplePod('web', '10.1.9.9', { uid: '2' })];
  const known = { certainUntil: 0 };
  const source: InventorySource = {
    from: 'a test',
    watches: () => [],
    certainUntil: () => known.certainUntil,
    async follow(use) {
      use({ pods, owners: [], policies: null, mesh: {} });
      return { async [Symbol.asyncDispose]() {} };
    },
  };
  return { known, source };
}

const MINUTE = 60_000;

function post(address: string, time: number): Promise<IngestAnswer> {
  const line =
    `[${new Date(time).toISOString()}] "GET /a HTTP/1.1" 200 - via_upstream - "-" 0 12 3 2 "-" "curl" "r" "cart" ` +
    `"10.1.2.3:8080" inbound|8080|| 127.0.0.6:41001 10.1.2.3:8080 10.1.9.9:50012 outbound_.8080_._.cart.shop default\n`;
  const request = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: line };
  return fetch(`http://${address}/api/v1/ingest/logs`, request).then(
    (response) => response.json() as Promise<IngestAnswer>,
  );
}

const EVIDENCE = { received: 1, evidence: 1, kept: 0, dropped: {} };

it('answers a push when it is certain who had the addresses: at once for old lines, else with the cluster’s word', async () => {
  const { known, source } = watched();
  const now = Date.now();
  known.certainUntil = now - MINUTE;
  await using app = await startApp({}, { inventory: source });
  expect(await post(app.httpAddress, now - 10 * MINUTE)).toEqual(EVIDENCE);

  let answered = false;
  const answer = post(app.httpAddress, now).finally(() => {
    answered = true;
  });
  await post(app.httpAddress, now - 10 * MINUTE);
  await app.flush();
  expect(answered).toBe(false);
  known.certainUntil = now + MINUTE;
  expect(await answer).toEqual(EVIDENCE);
  const listed = await eventually(
    () => getAll<{ readonly id: string }>(app.httpAddress, '/api/v1/workloads'),
    (items) => items.length > 0,
  );
  expect(listed.map(({ id }) => id)).toEqual(['Kubernetes/shop/cart']);
});

it('answers those that still wait when it stops', async () => {
  const { known, source } = watched();
  const now = Date.now();
  known.certainUntil = now - MINUTE;
  const app = await startApp({}, { inventory: source });
  const answer = post(app.httpAddress, now);
  await post(app.httpAddress, now - 10 * MINUTE);
  await app[Symbol.asyncDispose]();
  expect(await answer).toEqual({ received: 1, evidence: 0, kept: 1, dropped: {} });
});
