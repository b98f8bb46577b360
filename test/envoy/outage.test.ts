import { expect, it } from 'vitest';
import { startObservedMesh } from '../support/envoy/observed-mesh.ts';
import { driveSmallMesh } from '../support/envoy/small-mesh-traffic.ts';
import { edgeDifferences } from '../support/envoy/stored-edges.ts';
import { until } from '../support/envoy/until.ts';

it('counts nothing twice and nothing that did not happen when its stream is lost for a while', async () => {
  await using observed = await startObservedMesh();
  const { mesh, pods, api, relay } = observed;
  const { web, cartV1 } = pods;
  const get = async (path: string, times: number) => {
    for (let turn = 0; turn < times; turn += 1) {
      await mesh.call({ from: web, to: cartV1, port: 8080, method: 'GET', path });
    }
  };

  await get('/before', 10);
  await observed.settle();
  await relay.cut();
  await get('/during', 20);
  // Envoy throws a batch away as soon as it can't open a stream for it.
  const during = mesh.ledger.records();
  await until(
    async () => ((await mesh.flushedEntries()) >= during ? true : null),
    () => 'the entries written during the outage are still buffered',
  );
  await relay.open(observed.alsPort);
  const arrived = await until(
    async () => {
      await get('/probe', 1);
      const received = await observed.received();
      return received > 10 ? received : null;
    },
    () => 'no stream came back',
  );
  await get('/after', 10);
  await until(
    async () => {
      await observed.flush();
      const after = (await api.edges()).find(({ path }) => path === '/after');
      return after?.counts.ok === 10 ? true : null;
    },
    () => `not everything arrived after the outage; ${arrived} records at its end`,
  );

  const stored = await api.edges();
  const driven = mesh.ledger.edges();
  expect(edgeDifferences(driven, stored, 'fewer')).toEqual([]);
  const counts = Object.fromEntries(stored.map(({ path, counts: { ok } }) => [path, ok]));
  expect(counts).toMatchObject({ '/before': 10, '/after': 10 });
  expect(counts['/during'] ?? 0).toBe(0);
  const received = await observed.received();
  expect(received).toBeLessThanOrEqual(await mesh.logsWritten());
  expect(mesh.ledger.records() - received).toBeGreaterThanOrEqual(20);
});

it('goes on where it was when proxies come back with new streams', async () => {
  await using observed = await startObservedMesh();
  const { mesh, pods, api, relay } = observed;

  for (let round = 0; round < 3; round += 1) {
    await driveSmallMesh(mesh, pods);
    await observed.settle();
    await relay.cut();
    await until(
      async () => ((await api.metric('leastpath_als_streams')) === 0 ? true : null),
      () => 'a stream that was reset is still counted as open',
    );
    await relay.open(observed.alsPort);
  }

  expect(edgeDifferences(mesh.ledger.edges(), await api.edges())).toEqual([]);
  expect(await observed.received()).toBe(mesh.ledger.records());
});
