import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type ApiServer, startApiServer } from '../support/kube/api-server.ts';
import { type ChartAccess, chartAccess } from '../support/kube/chart-access.ts';
import { createNamespace } from '../support/kube/cluster-objects.ts';
import { type FaultyProxy, faultyProxy } from '../support/kube/faulty-proxy.ts';
import { type GrantedAccount, grantedAccount } from '../support/kube/granted-account.ts';
import { remove } from '../support/kube/kube-objects.ts';
import { createPod, type PodWish, podObject } from '../support/kube/pods.ts';
import { convergence } from '../support/kube/truth.ts';
import { watchCluster } from '../support/kube/watched-cluster.ts';

/** More than one page. */
const PODS = 260;

let server: ApiServer;
let chart: ChartAccess;
let account: GrantedAccount;
let proxy: FaultyProxy;

// Lists don't come as streams, and every watch is etcd's own: what was compacted is gone.
beforeAll(async () => {
  const flags = ['--watch-cache=false', '--feature-gates=WatchList=false'];
  [server, chart] = await Promise.all([startApiServer({ flags }), chartAccess()]);
  account = await grantedAccount(server, 'watcher', chart);
  await createNamespace(server, 'many');
  await Promise.all(Array.from({ length: PODS }, (_, index) => createPod(server, wish(index))));
  proxy = await faultyProxy(server);
});
afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

function wish(index: number): PodWish {
  return { namespace: 'many', name: `pod-${index}`, addresses: [`10.6.${index >> 8}.${index & 255}`] };
}

describe('a server without streamed lists and without a cache', () => {
  it('is listed in pages', async () => {
    await using watched = await watchCluster({ server, token: account.token });
    await convergence(server, watched);
    expect(watched.inventory().pods).toHaveLength(PODS);
    await eventually(
      async () => watched.source.watches().filter(({ state }) => state !== 'synced'),
      (others) => others.length === 0,
    );
    expect(watched.failures).toEqual([]);
  });

  it('is listed anew when it no longer knows what was missed', async () => {
    await using watched = await watchCluster({ server, port: proxy.port, token: account.token });
    await convergence(server, watched);
    const { body } = await server.request('GET', '/api/v1/pods?limit=1');
    const reached = body.metadata.resourceVersion;
    proxy.refuse();
    proxy.reset();
    await remove(server, podObject(wish(0)));
    await createPod(server, { ...wish(1), name: 'heir', addresses: wish(0).addresses });
    await createPod(server, wish(PODS));
    await server.compact();
    // The fault is there: going on where it was isn't possible.
    const watch = `/api/v1/pods?watch=1&resourceVersion=${reached}&timeoutSeconds=1`;
    const { status, body: gone } = await server.request('GET', watch);
    expect([status, gone.code, gone.object?.code]).toContain(410);
    const before = watched.source.certainUntil();
    proxy.restore();
    await convergence(server, watched);
    await eventually(
      async () => watched.source.certainUntil() > before && watched.status('pods').state === 'synced',
      (again) => again,
    );
    const [old, heir] = ['pod-0', 'heir'].map((name) =>
      watched.inventory().pods.find((pod) => pod.name === name),
    );
    expect(heir?.endTime).toBeNull();
    expect(old?.endTime ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(heir?.startTime ?? 0);
  });

  it.each(['list', 'watch'])('needs the verb %s of every resource', async (verb) => {
    const without = chart.everywhere.map((rule) => ({
      ...rule,
      verbs: rule.verbs.filter((one) => one !== verb),
    }));
    const mesh = chart.inMesh.map((rule) => ({ ...rule, verbs: rule.verbs.filter((one) => one !== verb) }));
    const less = await grantedAccount(server, `no-${verb}`, { ...chart, everywhere: without, inMesh: mesh });
    const times = { believe: 300, missingRetry: [300, 500] } as const;
    await using watched = await watchCluster({ server, token: less.token, times });
    await eventually(
      async () => watched.source.watches().filter(({ state }) => state !== 'forbidden'),
      (others) => others.length === 0,
    );
    expect(watched.source.watches().length).toBeGreaterThan(10);
  });
});
