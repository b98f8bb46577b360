import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runRecommend } from '../support/app-under-test.ts';
import { claimAddressRange } from '../support/envoy/address-range.ts';
import { inventoryYaml } from '../support/envoy/inventory-yaml.ts';
import { startMesh } from '../support/envoy/mesh.ts';
import { startRecordingSink } from '../support/envoy/sink.ts';
import { smallMesh } from '../support/envoy/small-mesh.ts';
import { driveSmallMesh } from '../support/envoy/small-mesh-traffic.ts';
import type { StoredEdge } from '../support/envoy/stored-edges.ts';
import { edgeDifferences } from '../support/envoy/stored-edges.ts';
import { until } from '../support/envoy/until.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it("learns the same edges from Envoy's text log and an inventory", async () => {
  await using range = await claimAddressRange();
  await using sink = await startRecordingSink();
  const pods = smallMesh(range.net);
  // The text log names no gRPC status: a failed RPC looks like any other 200.
  await using mesh = await startMesh({ pods: pods.all, sink, textLogs: true, grpcStatus: false });
  await driveSmallMesh(mesh, pods);

  const driven = mesh.ledger.records();
  let lines = 0;
  await until(
    async () => {
      const texts = await Promise.all(mesh.textLogs.map((path) => readFile(path, 'utf8')));
      lines = texts.join('').split('\n').length - 1;
      return lines >= driven ? true : null;
    },
    () => `${lines} of ${driven} lines were written`,
  );

  await using scratch = await temporaryFolder();
  const inventory = join(scratch.path, 'inventory.yaml');
  await writeFile(inventory, inventoryYaml(pods.all));
  const asked = ['--inventory', inventory, '--detail', 'paths', '--draft', '--output', 'json'];
  const { code, stdout, stderr } = await runRecommend([...mesh.textLogs, ...asked]);
  expect(code, stderr).toBe(0);
  const { edges } = JSON.parse(stdout) as { edges: StoredEdge[] };
  expect(edgeDifferences(mesh.ledger.edges(), edges)).toEqual([]);
});
