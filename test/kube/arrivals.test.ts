import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type ApiServer, startApiServer } from '../support/kube/api-server.ts';
import { chartAccess } from '../support/kube/chart-access.ts';
import { createNamespace, istioObject } from '../support/kube/cluster-objects.ts';
import { customResourceDefinitions } from '../support/kube/custom-resource-definitions.ts';
import { faultyProxy } from '../support/kube/faulty-proxy.ts';
import { type GrantedAccount, grantedAccount } from '../support/kube/granted-account.ts';
import { installDefinitions } from '../support/kube/install-definitions.ts';
import { create } from '../support/kube/kube-objects.ts';
import { createPod } from '../support/kube/pods.ts';
import { convergence } from '../support/kube/truth.ts';
import { watchCluster } from '../support/kube/watched-cluster.ts';

let server: ApiServer;
let account: GrantedAccount;
beforeAll(async () => {
  const [started, chart] = await Promise.all([startApiServer({ definitions: false }), chartAccess()]);
  server = started;
  account = await grantedAccount(server, 'watcher', chart);
  await createNamespace(server, 'shop');
  await createPod(server, { namespace: 'shop', name: 'cart', addresses: ['10.7.0.1'] });
});
afterAll(() => server?.[Symbol.asyncDispose]());

describe('a cluster that changes under leastpath', () => {
  it('lets a token expire: the one that the kubelet has put in its place is taken', async () => {
    await using proxy = await faultyProxy(server);
    // The server grants a minute more, and remembers a good one for ten seconds.
    const token = await server.tokenFor('leastpath', 'watcher', -50);
    await using watched = await watchCluster({ server, port: proxy.port, token });
    await convergence(server, watched);
    await eventually(
      async () => (await server.request('GET', '/version', undefined, { token })).status,
      (status) => status === 401,
      40_000,
    );
    // A watch that stands goes on with it; the next request doesn't.
    const certain = watched.source.certainUntil();
    proxy.reset();
    await eventually(
      async () =>
        watched.source.watches().filter(({ state, why }) => state !== 'stale' || !/401/.test(why ?? '')),
      (others) => others.filter(({ resource }) => !/istio|gateway/.test(resource)).length === 0,
    );
    await createPod(server, { namespace: 'shop', name: 'late', addresses: ['10.7.0.2'] });
    expect(watched.source.certainUntil()).toBe(certain);
    await watched.rotate(await server.tokenFor('leastpath', 'watcher'));
    // At once, and not when the file would be read again anyway.
    await convergence(server, watched, 10_000);
    await eventually(
      async () => [watched.status('pods').state, watched.source.certainUntil() > certain],
      ([state, isLater]) => state === 'synced' && isLater === true,
    );
  });

  it('has no Istio at first: what is absent is said to be, and is found when it is there', async () => {
    await using watched = await watchCluster({ server, token: account.token, times: { believe: 500 } });
    const isCustom = ({ resource }: { resource: string }) => /istio\.io|gateway\./.test(resource);
    const custom = () => watched.source.watches().filter(isCustom);
    await eventually(
      async () => custom().filter(({ state }) => state !== 'absent'),
      (others) => others.length === 0,
    );
    expect(custom().length).toBeGreaterThan(4);
    expect(custom().filter(({ rule }) => rule !== null)).toEqual([]);
    expect(watched.source.watches().filter((one) => !isCustom(one) && one.state !== 'synced')).toEqual([]);
    // None is known of, which isn't that there is none.
    expect(watched.inventory().policies).toBeNull();
    expect(watched.inventory().cluster?.telemetries).toBeNull();
    await convergence(server, watched);

    await installDefinitions(server, await customResourceDefinitions());
    await eventually(
      async () => custom().filter(({ state }) => state !== 'synced'),
      (others) => others.length === 0,
      60_000,
    );
    const spec = { selector: { matchLabels: { app: 'cart' } }, rules: [{}] };
    await create(server, istioObject('AuthorizationPolicy', 'shop', 'cart', spec));
    await create(server, istioObject('Telemetry', 'shop', 'logs', { accessLogging: [{ disabled: true }] }));
    await eventually(
      async () => [watched.inventory().policies?.length, watched.inventory().cluster?.telemetries?.length],
      (counts) => counts.every((count) => count === 1),
    );
  });

  it('goes back in time, when it is restored from a backup: all is listed anew', async () => {
    await server.backUp();
    await using watched = await watchCluster({ server, token: account.token });
    for (const index of [1, 2, 3]) {
      await createPod(server, { namespace: 'shop', name: `lost-${index}`, addresses: [`10.7.1.${index}`] });
    }
    await convergence(server, watched);
    const { body: before } = await server.request('GET', '/api/v1/pods?limit=1');
    await server.goBack();
    const { body: after } = await server.request('GET', '/api/v1/pods?limit=1');
    expect(Number(after.metadata.resourceVersion)).toBeLessThan(Number(before.metadata.resourceVersion));
    await createPod(server, { namespace: 'shop', name: 'other', addresses: ['10.7.1.1'] });
    await convergence(server, watched);
    const now = Date.now();
    await eventually(
      async () => watched.source.certainUntil() - now,
      (later) => later > 0,
    );
  });
});
