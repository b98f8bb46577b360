import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAlsSender } from '../../src/ingest/als/als-replay.ts';
import { join as bytes, httpEntry, httpLogs, identifier } from '../support/als-wire.ts';
import { getJson, recordSums } from '../support/api.ts';
import { type AppUnderTest, startApp } from '../support/app-under-test.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiServer, startApiServer } from '../support/kube/api-server.ts';
import { chartAccess } from '../support/kube/chart-access.ts';
import { grantedAccount } from '../support/kube/granted-account.ts';
import { useKubeconfig, useKubeconfigText } from '../support/kube/kubeconfig.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server?.[Symbol.asyncDispose]());

/** It takes what proxies say, whatever the cluster does. */
async function takesRecords(app: AppUnderTest): Promise<void> {
  using sender = createAlsSender(app.alsAddress);
  const stream = sender.open();
  await stream.send(bytes(identifier(), httpLogs(httpEntry())));
  await stream.end();
  await app.flush();
  expect(await recordSums(app.httpAddress, 'als')).toMatchObject({ received: 1, evidence: 1 });
  expect((await fetch(`http://${app.httpAddress}/healthz`)).status).toBe(200);
  expect((await fetch(`http://${app.httpAddress}/readyz`)).status).toBe(200);
}

interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly rows: readonly string[];
}

async function findings(app: AppUnderTest): Promise<readonly Finding[]> {
  const { items } = await getJson<{ items: readonly Finding[] }>(
    app.httpAddress,
    '/api/v1/findings?limit=1000',
  );
  return items;
}

async function finding(app: AppUnderTest, id: string): Promise<Finding> {
  const found = async () => (await findings(app)).find((one) => one.id === id);
  return (await eventually(found, (one) => one !== undefined)) as Finding;
}

/** What readiness says of the cluster. */
async function clusterPart({ httpAddress }: AppUnderTest): Promise<{ ready: boolean; why: string }> {
  const answer = await fetch(`http://${httpAddress}/readyz`);
  const { parts } = (await answer.json()) as { parts: { name: string; ready: boolean; why: string }[] };
  return parts.find(({ name }) => name === 'kubernetes') as { ready: boolean; why: string };
}

describe('the service', () => {
  it('says nothing against a cluster that lets it watch', async () => {
    const account = await grantedAccount(server, 'all', await chartAccess());
    await using _ = await useKubeconfig(server, account.token);
    await using app = await startApp({ kubernetes: 'kubeconfig' });
    await eventually(
      () => clusterPart(app),
      ({ ready }) => ready,
    );
    await takesRecords(app);
    expect(
      (await findings(app)).map(({ id }) => id).filter((id) => /^(watch|cluster|resource|objects)-/.test(id)),
    ).toEqual([]);
  });

  it('works without any permission, and shows each rule that it lacks', async () => {
    const chart = await chartAccess();
    const account = await grantedAccount(server, 'none', { ...chart, everywhere: [], inMesh: [] });
    await using _ = await useKubeconfig(server, account.token);
    await using app = await startApp({ kubernetes: 'kubeconfig' });
    await takesRecords(app);
    const all = chart.everywhere.flatMap(({ resources }) => resources).length + 1;
    const { rows, severity } = await eventually(
      () => finding(app, 'watch-forbidden'),
      (one) => one.rows.length === all,
      40_000,
    );
    expect(severity).toBe('critical');
    expect(rows.every((row) => row.includes('verbs: ["list", "watch"]'))).toBe(true);
    const { ready, why } = await clusterPart(app);
    expect(ready).toBe(false);
    expect(why).toMatch(/pods forbidden/);
  });

  it('works while the API server is away, and finds it when it is there', async () => {
    const account = await grantedAccount(server, 'patient', await chartAccess());
    await using _ = await useKubeconfig(server, account.token);
    await server.kill();
    await using app = await startApp({ kubernetes: 'kubeconfig' });
    await takesRecords(app);
    expect((await finding(app, 'watch-down')).rows.join()).toMatch(/pods: .*ECONNREFUSED/);
    await server.restart();
    await eventually(
      () => clusterPart(app),
      ({ ready }) => ready,
      60_000,
    );
  });

  it.each([
    ['is no YAML', '{ clusters: [', /kubeconfig/],
    ['has no current context', '{ "apiVersion": "v1", "kind": "Config" }', /context/],
    [
      'names a CA file that is not there',
      JSON.stringify({
        clusters: [
          {
            name: 'a',
            cluster: { server: 'https://127.0.0.1:1', 'certificate-authority': '/nowhere/ca.crt' },
          },
        ],
        users: [{ name: 'a', user: { token: 't' } }],
        contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
        'current-context': 'a',
      }),
      /\/nowhere\/ca\.crt/,
    ],
  ])('works with a kubeconfig that %s, and says so', async (_, text, words) => {
    await using _kubeconfig = await useKubeconfigText(text);
    await using app = await startApp({ kubernetes: 'kubeconfig' });
    await takesRecords(app);
    const said = (await findings(app)).filter(({ id }) => id === 'cluster-missing' || id === 'watch-down');
    expect(said.flatMap(({ rows }) => rows).join('\n')).toMatch(words);
    expect((await clusterPart(app)).why).toMatch(words);
  });
});
