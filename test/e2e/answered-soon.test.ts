import { expect, it } from 'vitest';
import { createAlsSender } from '../../src/ingest/als/als-replay.ts';
import { httpEntry, httpLogs, identifier, join } from '../support/als-wire.ts';
import { getAll } from '../support/api.ts';
import { startApp } from '../support/app-under-test.ts';
import { eventually } from '../support/eventually.ts';

it('what a flush stored is soon judged and listed, long before the next round of judging', async () => {
  await using app = await startApp();
  using sender = createAlsSender(app.alsAddress);
  const stream = sender.open();
  await stream.send(join(identifier(), httpLogs(httpEntry())));
  await stream.end();

  const listed = await eventually(
    () => getAll<{ readonly id: string }>(app.httpAddress, '/api/v1/workloads'),
    (items) => items.length > 0,
  );
  expect(listed.map(({ id }) => id)).toEqual(['Kubernetes/shop/cart']);
});

it('names the port that the access logs really go to', async () => {
  await using app = await startApp();
  const response = await fetch(`http://${app.httpAddress}/readyz`);

  expect(response.status).toBe(200);
  expect(JSON.stringify(await response.json())).toContain(app.alsAddress);
});
