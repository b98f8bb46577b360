import { expect, it } from 'vitest';
import { startObservedMesh } from '../support/envoy/observed-mesh.ts';
import { driveGateway, driveSmallMesh } from '../support/envoy/small-mesh-traffic.ts';
import { edgeDifferences } from '../support/envoy/stored-edges.ts';

it('stores exactly the edges and counts of the traffic that was driven', async () => {
  await using observed = await startObservedMesh();
  const { mesh, pods, api, net } = observed;

  await driveSmallMesh(mesh, pods);
  await driveGateway(mesh, pods, `${net}.113.9`);
  await driveSmallMesh(mesh, pods);
  await observed.settle();

  const stored = await api.edges();
  expect(edgeDifferences(mesh.ledger.edges(), stored)).toEqual([]);
  expect(await observed.received()).toBe(mesh.ledger.records());
  expect(await mesh.logsWritten()).toBe(mesh.ledger.records());
});

it('accounts for every record once: evidence, kept and dropped make what was received', async () => {
  await using observed = await startObservedMesh();
  const { mesh, pods, api } = observed;

  await driveSmallMesh(mesh, pods);
  await observed.settle();

  const ok = mesh.ledger.edges().reduce((sum, { counts }) => sum + counts.ok, 0);
  const als = 'source="als"';
  expect(await api.metric('leastpath_records_evidence_total', als)).toBe(ok);
  expect(await api.metric('leastpath_records_kept_total', als)).toBe(mesh.ledger.records() - ok);
  expect(await api.metric('leastpath_records_dropped_total', als)).toBe(0);
  expect(await api.metric('leastpath_records_kept_total', 'reason="source-row"')).toBe(1);
  expect(await api.metric('leastpath_records_kept_total', 'reason="listener-refused"')).toBe(1);
});
