import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createAlsSender, replayStreams } from '../../src/ingest/als/als-replay.ts';
import { readCapture } from '../support/als-client.ts';
import { allEdges, getAll, getJson, recordSums } from '../support/api.ts';
import { startApp } from '../support/app-under-test.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Answers {
  readonly edges: unknown;
  readonly workloads: readonly {
    readonly id: string;
    readonly requests: unknown;
    readonly callers: unknown;
  }[];
  readonly sums: unknown;
  readonly policy: unknown;
}

async function answers(httpAddress: string): Promise<Answers> {
  const workloads = await getAll<Answers['workloads'][number]>(httpAddress, '/api/v1/workloads');
  const path = '/api/v1/workloads/Kubernetes/shop/cart/recommendation?detail=paths';
  const { policy } = await getJson<{ policy: unknown }>(httpAddress, path);
  return {
    edges: await allEdges(httpAddress),
    workloads: workloads.map(({ id, requests, callers }) => ({ id, requests, callers })),
    sums: await recordSums(httpAddress, 'als'),
    policy,
  };
}

it('keeps everything over a restart, and goes on counting from there', async () => {
  await using folder = await temporaryFolder();
  const settings = { store: `sqlite:${join(folder.path, 'kept.db')}` };
  const streams = await readCapture('mesh');
  const before = await (async () => {
    await using app = await startApp(settings);
    using sender = createAlsSender(app.alsAddress);
    await replayStreams(sender, streams, 'together');
    await app.flush();
    return await answers(app.httpAddress);
  })();

  await using app = await startApp(settings);
  await app.flush();
  expect(await answers(app.httpAddress)).toEqual(before);

  using sender = createAlsSender(app.alsAddress);
  await replayStreams(sender, streams, 'sequential');
  await app.flush();
  const after = await answers(app.httpAddress);
  expect(after.policy).toEqual(before.policy);
  expect(after.sums).toEqual({ received: 208, evidence: 186, kept: 22, dropped: 0 });
});

it('never makes a policy for a workload without traffic of its own', async () => {
  await using app = await startApp();
  using sender = createAlsSender(app.alsAddress);
  await replayStreams(sender, await readCapture('mesh'), 'sequential');
  await app.flush();

  const ids = (await getAll<{ id: string }>(app.httpAddress, '/api/v1/workloads')).map(({ id }) => id);
  const callersOnly = ['Kubernetes/ops/reports', 'Kubernetes/ops/scanner', 'Kubernetes/ops/prometheus'];
  expect(ids.length).toBeGreaterThan(5);
  for (const id of callersOnly) {
    expect(ids).not.toContain(id);
    const response = await fetch(`http://${app.httpAddress}/api/v1/workloads/${id}/policy.yaml?draft=true`);
    expect(response.status).toBe(404);
  }
});
