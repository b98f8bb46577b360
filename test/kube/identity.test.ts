import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { createEngine } from '../../src/engine.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { eventually } from '../support/eventually.ts';
import { addressTruth } from '../support/kube/address-truth.ts';
import { startApiServer } from '../support/kube/api-server.ts';
import { chartAccess } from '../support/kube/chart-access.ts';
import { createNamespace } from '../support/kube/cluster-objects.ts';
import { type FaultyProxy, faultyProxy } from '../support/kube/faulty-proxy.ts';
import { grantedAccount } from '../support/kube/granted-account.ts';
import { playKubelet } from '../support/kube/kubelet.ts';
import { convergence } from '../support/kube/truth.ts';
import { type WatchedCluster, watchCluster } from '../support/kube/watched-cluster.ts';
import { createRandom } from '../support/oracle/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SEED = Number(process.env.KUBE_SEED || Date.now() % 2 ** 31);
const ADDRESSES = Array.from({ length: 14 }, (_, index) => `10.5.0.${index + 1}`);
/** Records are up to so old when they come, ms. */
const OLDEST = 30_000;

interface Answer {
  readonly address: string;
  readonly time: number;
  readonly askedAt: number;
  readonly uid: string | undefined;
}

it(`never names a pod that did not have the address, whatever befalls the watch (seed ${SEED})`, async () => {
  const random = createRandom(SEED);
  await using server = await startApiServer();
  const chart = await chartAccess();
  const account = await grantedAccount(server, 'watcher', chart);
  await createNamespace(server, 'churn');
  await using folder = await temporaryFolder();
  await using store = await openSqliteStore(join(folder.path, 'test.db'), { migrate: true });
  await using proxy = await faultyProxy(server);
  let watched: WatchedCluster | null = null;
  const engine = await createEngine({
    config: loadConfig({ env: {}, flags: {} }).config,
    clock: { now: Date.now },
    store,
    unauthenticated: false,
    meshFindings: () => [],
    certainUntil: () => watched?.source.certainUntil() ?? Number.NEGATIVE_INFINITY,
    newBatchId: () => 'none',
    onFlush: () => undefined,
    onClamped: () => undefined,
  });
  await using cluster = await watchCluster({
    server,
    port: proxy.port,
    token: account.token,
    use: engine.useInventory,
  });
  watched = cluster;
  const truth = addressTruth();
  const stop = new AbortController();
  const kubelet = playKubelet(
    { client: server, random, truth, namespace: 'churn', addresses: ADDRESSES, pods: 10 },
    stop.signal,
  );
  const answers: Answer[] = [];
  /** What whoever believes the last listing would say. */
  const believed: Answer[] = [];
  const asking = (async () => {
    while (!stop.signal.aborted) {
      for (const address of ADDRESSES) {
        const askedAt = Date.now();
        const time = askedAt - random.int(OLDEST);
        engine.useInventory(cluster.inventory());
        answers.push({ address, time, askedAt, uid: engine.directory.spanAt(address, time)?.pod.uid });
        const live = cluster
          .inventory()
          .pods.find((pod) => pod.endTime === null && pod.addresses.includes(address));
        believed.push({ address, time: askedAt, askedAt, uid: live?.uid });
      }
      await pause(25);
    }
  })();
  await haveFaults(proxy, server);
  await account.everywhere([]);
  proxy.reset();
  await pause(4_000);
  await account.everywhere(chart.everywhere);
  await eventually(
    async () => cluster.status('pods').state,
    (state) => state === 'synced',
  );
  await pause(3_000);
  stop.abort();
  await Promise.all([kubelet, asking]);

  const named = (all: readonly Answer[]) => all.filter(({ uid }) => uid !== undefined);
  const wrong = (all: readonly Answer[]) =>
    named(all).filter(({ address, time, uid }) => !truth.had(address, uid, time));
  const late = named(answers).map(({ askedAt, time }) => askedAt - time);
  const youngest = late.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  process.stderr.write(
    `${answers.length} questions, ${named(answers).length} answered, the youngest ${youngest} ms after; ` +
      `the last listing is wrong in ${wrong(believed).length} of ${named(believed).length}\n`,
  );
  expect(
    wrong(answers).map((answer) => ({
      ...answer,
      past: truth.past().filter((one) => one.address === answer.address),
    })),
  ).toEqual([]);
  // It is a question of who, and not everything is left open.
  expect(named(answers).length).toBeGreaterThan(500);
  expect(wrong(believed).length).toBeGreaterThan(0);

  // In the end all is known, and of what is past much.
  await convergence(server, cluster);
  const end = Date.now();
  await eventually(
    async () => cluster.source.certainUntil() - 10_000 - end,
    (later) => later > 0,
    40_000,
  );
  engine.useInventory(cluster.inventory());
  const past = truth.past().map(({ address, uid, from, to }) => {
    const time = (from + to) / 2;
    return { address, time, askedAt: end, uid: engine.directory.spanAt(address, time)?.pod.uid, real: uid };
  });
  const right = past.filter(({ uid, real }) => uid === real);
  process.stderr.write(`${right.length} of ${past.length} lives that are over are known\n`);
  expect(past.filter(({ uid, real }) => uid !== undefined && uid !== real)).toEqual([]);
  expect(right.length).toBeGreaterThan(past.length / 8);
}, 180_000);

/** One after the other, with time to come back. */
async function haveFaults(proxy: FaultyProxy, server: { restart(): Promise<void> }): Promise<void> {
  await pause(14_000);
  proxy.reset();
  await pause(2_000);
  proxy.silence();
  await pause(6_000);
  proxy.restore();
  await pause(3_000);
  proxy.refuse();
  proxy.reset();
  await pause(4_000);
  proxy.restore();
  await pause(3_000);
  await server.restart();
  await pause(4_000);
  proxy.finish();
}
