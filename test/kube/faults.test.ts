import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type ApiServer, startApiServer } from '../support/kube/api-server.ts';
import { type ChartAccess, chartAccess } from '../support/kube/chart-access.ts';
import { createDeployment, createNamespace, istioObject } from '../support/kube/cluster-objects.ts';
import { type FaultyProxy, faultyProxy } from '../support/kube/faulty-proxy.ts';
import { type GrantedAccount, grantedAccount } from '../support/kube/granted-account.ts';
import { create, patch, remove } from '../support/kube/kube-objects.ts';
import { leastObjects } from '../support/kube/least-objects.ts';
import { createPod, type PodWish, podObject } from '../support/kube/pods.ts';
import { convergence, podsBelieved } from '../support/kube/truth.ts';
import { type WatchedCluster, watchCluster } from '../support/kube/watched-cluster.ts';

let server: ApiServer;
let chart: ChartAccess;
let account: GrantedAccount;
let proxy: FaultyProxy;
let watched: WatchedCluster;
let namespace = '';
let made = 0;

beforeAll(async () => {
  [server, chart] = await Promise.all([startApiServer(), chartAccess()]);
  account = await grantedAccount(server, 'watcher', chart);
});
afterAll(() => server?.[Symbol.asyncDispose]());

beforeEach(async () => {
  made += 1;
  namespace = `faults-${made}`;
  await account.everywhere(chart.everywhere);
  await createNamespace(server, namespace);
  for (const name of ['stays', 'goes', 'changes']) await createPod(server, wish(name));
  proxy = await faultyProxy(server);
  watched = await watchCluster({ server, port: proxy.port, token: account.token });
  await allSynced();
  await convergence(server, watched);
});
afterEach(async () => {
  const failures = watched?.failures;
  await watched?.[Symbol.asyncDispose]();
  await proxy?.[Symbol.asyncDispose]();
  expect(failures).toEqual([]);
});

let lastAddress = 0;
function freshAddress(): string {
  lastAddress += 1;
  return `10.4.${lastAddress >> 8}.${lastAddress & 255}`;
}

function wish(name: string, address = freshAddress()): PodWish {
  return { namespace, name, labels: { app: name }, addresses: [address] };
}

/**
 * What nobody sees while the watch is cut: a pod goes, and another gets its address; one comes; one is made anew
 * under its name and with its address.
 */
async function changeEverything(): Promise<void> {
  const [goes] = podsNamed('goes');
  const [changes] = podsNamed('changes');
  await remove(server, podObject(wish('goes')));
  await createPod(server, wish('heir', goes?.addresses[0]));
  await createPod(server, wish('comes'));
  await remove(server, podObject(wish('changes')));
  await createPod(server, wish('changes', changes?.addresses[0]));
}

/** Those of this test, also ended ones. */
function podsNamed(name: string) {
  return watched.inventory().pods.filter((pod) => pod.namespace === namespace && pod.name === name);
}

async function allSynced(within?: number): Promise<void> {
  await eventually(
    async () => watched.source.watches().filter(({ state }) => state !== 'synced'),
    (others) => others.length === 0,
    within,
  );
}

/** It was certain at some moment after this one. */
async function certainAfter(moment: number, within = 20_000): Promise<void> {
  await eventually(
    async () => watched.source.certainUntil() - moment,
    (later) => later > 0,
    within,
  );
}

const refusals = () => watched.told.filter(({ state }) => state === 'forbidden' || state === 'absent');

describe('watches of a real API server', () => {
  it('know who owns a pod, and all its addresses', async () => {
    const owner = await createDeployment(server, namespace, 'shop', { app: 'shop' });
    const addresses = [freshAddress(), 'fd00:4::1'];
    await createPod(server, { ...wish('shop-1'), labels: { app: 'shop' }, addresses, owner });
    await createPod(server, { ...wish('agent', '10.0.0.1'), hostNetwork: true });
    await createPod(server, { ...wish('done'), phase: 'Succeeded' });
    await convergence(server, watched);
    const named = (name: string) => podsNamed(name)[0];
    expect(named('shop-1')).toMatchObject({ addresses, workload: { name: 'shop' }, hostNetwork: false });
    expect(named('agent')).toMatchObject({ addresses: ['10.0.0.1'], hostNetwork: true });
    await eventually(
      async () => named('done')?.endTime ?? null,
      (end) => end !== null,
    );
  });

  it.each([
    ['ends all connections', () => proxy.finish()],
    ['resets all connections', () => proxy.reset()],
  ])('go on where they were when the network %s', async (_, fault) => {
    const from = watched.told.length;
    fault();
    await changeEverything();
    await convergence(server, watched);
    await allSynced();
    expect(watched.told.slice(from).filter(({ state }) => state !== 'stale' && state !== 'synced')).toEqual(
      [],
    );
  });

  it('are stale, and certain of nothing new, while nothing can be reached', async () => {
    proxy.refuse();
    proxy.reset();
    await eventually(
      async () => watched.source.watches().filter(({ state }) => state !== 'stale'),
      (others) => others.length === 0,
    );
    const certain = watched.source.certainUntil();
    const before = podsBelieved(watched.inventory());
    await changeEverything();
    const now = Date.now();
    expect(certain).toBeLessThan(now);
    expect(podsBelieved(watched.inventory())).toEqual(before);
    expect(watched.status('pods').why).toMatch(/connection|socket|ECONN/i);
    expect(watched.source.certainUntil()).toBe(certain);
    proxy.restore();
    await convergence(server, watched);
    await certainAfter(now);
    expect(watched.status('pods').why).toBeNull();
  });

  it('notice a connection on which nothing comes any more', async () => {
    await certainAfter(Date.now());
    proxy.silence();
    const fell = Date.now();
    const [goes] = podsNamed('goes');
    await changeEverything();
    // Nobody could tell yet: what is served is the old, and it isn't said to be certain.
    expect(podsBelieved(watched.inventory())).toContain(`${namespace}/goes ${goes?.uid} ${goes?.addresses}`);
    await eventually(
      async () => watched.status('pods'),
      ({ state }) => state === 'stale',
    );
    expect(watched.source.certainUntil()).toBeLessThanOrEqual(fell);
    proxy.restore();
    await convergence(server, watched);
    await allSynced();
    await certainAfter(fell);
    // The pod that had the address ended no later than when its end could have been seen, and its heir began
    // after.
    const old = podsNamed('goes').find(({ uid }) => uid === goes?.uid);
    const [heir] = podsNamed('heir');
    expect(heir?.addresses).toEqual(goes?.addresses);
    expect(old?.endTime ?? 0).toBeLessThanOrEqual(heir?.startTime ?? 0);
  });

  it('converge after the server was killed, whatever happened before it was', async () => {
    const [before] = podsNamed('changes');
    proxy.refuse();
    proxy.reset();
    const cut = Date.now();
    await changeEverything();
    await server.restart();
    proxy.restore();
    await convergence(server, watched);
    await allSynced();
    await certainAfter(Date.now());
    // A server that starts says 403 and 404 of what it will give: neither is believed.
    expect(refusals()).toEqual([]);
    // Nobody saw one go and the other come. Name and address are the same, and yet they are two pods.
    const both = podsNamed('changes');
    expect(both).toHaveLength(2);
    const old = both.find(({ uid }) => uid === before?.uid);
    const next = both.find(({ uid }) => uid !== before?.uid);
    expect(next?.endTime).toBeNull();
    expect(next?.startTime).toBeGreaterThan(cut);
    expect(old?.endTime ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(cut);
  });

  it('live through a server that is killed under them, again and again', async () => {
    for (let time = 0; time < 3; time += 1) {
      await server.restart();
      await createPod(server, wish(`new-${time}`));
    }
    await convergence(server, watched);
    await allSynced();
    await certainAfter(Date.now());
    expect(refusals()).toEqual([]);
  });

  it('see a pod of the same name as another one, and its status as it changes', async () => {
    const [before] = podsNamed('changes');
    await remove(server, podObject(wish('changes')));
    const after = await createPod(server, wish('changes'));
    await convergence(server, watched);
    expect(
      podsNamed('changes')
        .map(({ uid, endTime }) => [uid, endTime === null])
        .sort(),
    ).toEqual(
      [
        [before?.uid, false],
        [after.metadata.uid, true],
      ].sort(),
    );
    await patch(server, podObject(wish('changes')), { status: { phase: 'Failed' } }, 'status');
    await convergence(server, watched);
  });

  it('say what is forbidden when permissions are taken away, and come back with them', async () => {
    const without = chart.everywhere.map((rule) => ({
      ...rule,
      resources: rule.resources.filter((resource) => resource !== 'pods'),
    }));
    await account.everywhere(without);
    await eventually(
      async () => (await server.request('GET', '/api/v1/pods?limit=1', undefined, account)).status,
      (status) => status === 403,
    );
    // A watch that stands goes on.
    expect(watched.status('pods').state).toBe('synced');
    proxy.reset();
    const taken = Date.now();
    await eventually(
      async () => watched.status('pods'),
      ({ state }) => state === 'forbidden',
    );
    // Nobody is believed to be there any more, and there is nothing to wait for.
    await eventually(
      async () => podsBelieved(watched.inventory()),
      (believed) => believed.length === 0,
    );
    expect(watched.source.certainUntil()).toBe(Number.POSITIVE_INFINITY);
    expect(podsNamed('stays').map(({ endTime }) => (endTime ?? Number.POSITIVE_INFINITY) <= taken)).toEqual([
      true,
    ]);
    await account.everywhere(chart.everywhere);
    await convergence(server, watched);
    expect(watched.source.certainUntil()).toBeLessThan(Date.now());
    await certainAfter(taken);
  });

  it('read the least that the server lets an object say, of every kind', async () => {
    const objects = leastObjects(namespace);
    for (const object of objects) await create(server, object);
    const mine = (all: readonly { readonly namespace: string }[] | null | undefined) =>
      all?.filter((one) => one.namespace === namespace).length;
    await eventually(
      async () => {
        const { cluster } = watched.inventory();
        const views = [cluster?.services, cluster?.endpointSlices, cluster?.cronJobs];
        const istio = [cluster?.gateways, cluster?.peerAuthentications, cluster?.telemetries];
        return [...views, ...istio].map(mine);
      },
      (counts) => JSON.stringify(counts) === JSON.stringify([1, 1, 1, 2, 1, 1]),
    );
    await createPod(server, { ...wish('empty'), addresses: [], phase: 'Pending' });
    await convergence(server, watched);
    expect(watched.source.watches().filter(({ why }) => why !== null)).toEqual([]);
    for (const object of objects) await remove(server, object);
  });

  it('read a policy as it stands, and what says how the mesh is set up', async () => {
    const spec = { selector: { matchLabels: { app: 'stays' } }, action: 'DENY', rules: [{}] };
    const policy = istioObject('AuthorizationPolicy', namespace, 'none', spec);
    await create(server, policy);
    const config = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'istio-system', name: 'istio' },
    };
    await create(server, { ...config, data: { mesh: 'trustDomain: shop.example' } });
    const seen = () =>
      watched.inventory().policies?.filter(({ metadata }) => metadata.namespace === namespace);
    await eventually(
      async () => [seen()?.length, watched.inventory().mesh.trustDomain],
      ([policies, trustDomain]) => policies === 1 && trustDomain === 'shop.example',
    );
    await patch(server, policy, { spec: { action: 'ALLOW' } });
    await eventually(
      async () => seen()?.[0]?.spec.action,
      (action) => action === 'ALLOW',
    );
    await remove(server, policy);
    await remove(server, config);
    await eventually(
      async () => [seen()?.length, watched.inventory().mesh.trustDomain ?? null],
      ([policies, trustDomain]) => policies === 0 && trustDomain === null,
    );
  });
});
