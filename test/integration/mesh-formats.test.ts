import { expect, it } from 'vitest';
import type { InventorySource } from '../../src/cluster-port.ts';
import type { MeshLogging } from '../../src/core/model/cluster-view.ts';
import type { Inventory } from '../../src/core/model/inventory.ts';
import type { IngestAnswer } from '../../src/ports.ts';
import { allEdges, getAll } from '../support/api.ts';
import { startApp } from '../support/app-under-test.ts';
import { NO_VIEW } from '../support/sample-cluster.ts';
import { samplePod } from '../support/sample-record.ts';

const FIELDS =
  'peer="%DOWNSTREAM_PEER_URI_SAN%" to=%DOWNSTREAM_LOCAL_ADDRESS% from=%DOWNSTREAM_REMOTE_ADDRESS% ' +
  '"%REQ(:METHOD)% %REQ(:PATH)%" ua="%REQ(USER-AGENT)%" cluster=%UPSTREAM_CLUSTER% code=%RESPONSE_CODE% flags=%RESPONSE_FLAGS%';
const TEXT = `%START_TIME% ${FIELDS}`;
const OTHER = `%START_TIME(%s.%3f)% ${FIELDS}`;
const TIME = Date.UTC(2026, 2, 2, 10);

/** A line of the formats, of a call at a path; `who`: the caller's service account. */
function line(time: string, path: string, who = 'web', agent = 'curl'): string {
  const peer = `spiffe://cluster.local/ns/shop/sa/${who}`;
  return (
    `${time} peer="${peer}" to=10.1.2.3:8080 from=10.1.9.9:50012 "GET ${path}" ua="${agent}" ` +
    'cluster=inbound|8080|| code=200 flags=-\n'
  );
}

const plain = (path: string, who?: string) => line(new Date(TIME).toISOString(), path, who);

/** A cluster whose mesh logs as it is told. */
function cluster(logging: Partial<MeshLogging>) {
  let follower: ((inventory: Inventory) => void) | null = null;
  const inventoryOf = (said: Partial<MeshLogging>): Inventory => ({
    pods: [samplePod('cart', '10.1.2.3', { uid: '1' }), samplePod('web', '10.1.9.9', { uid: '2' })],
    owners: [],
    policies: null,
    mesh: {},
    cluster: {
      ...NO_VIEW,
      logging: {
        accessLogFile: '/dev/stdout',
        ...{ accessLogFormat: null, accessLogEncoding: 'TEXT', providers: [], defaultProviders: [] },
        ...said,
      },
    },
  });
  const source: InventorySource = {
    from: 'a test',
    watches: () => [],
    certainUntil: () => Number.POSITIVE_INFINITY,
    async follow(use) {
      follower = use;
      use(inventoryOf(logging));
      return { async [Symbol.asyncDispose]() {} };
    },
  };
  return { source, says: (said: Partial<MeshLogging>) => follower?.(inventoryOf(said)) };
}

async function post(address: string, body: string): Promise<IngestAnswer> {
  const request = { method: 'POST', headers: { 'content-type': 'text/plain' }, body };
  const response = await fetch(`http://${address}/api/v1/ingest/logs`, request);
  return (await response.json()) as IngestAnswer;
}

const found = async (address: string) =>
  (await getAll<{ readonly id: string; readonly rows: string[] }>(address, '/api/v1/findings'))
    .filter(({ id }) => id === 'log-format-custom')
    .flatMap(({ rows }) => rows);

it('reads pushed lines in the format that the mesh has at the time, and Istio’s beside it', async () => {
  const mesh = cluster({ accessLogFormat: TEXT });
  await using app = await startApp({}, { inventory: mesh.source });
  const istio =
    `[${new Date(TIME).toISOString()}] "GET /c HTTP/1.1" 200 - via_upstream - "-" 0 12 3 2 "-" "curl" "r" "cart" ` +
    '"10.1.2.3:8080" inbound|8080|| 127.0.0.6:41001 10.1.2.3:8080 10.1.9.9:50012 outbound_.8080_._.cart.shop default\n';

  expect(await post(app.httpAddress, plain('/a') + istio)).toMatchObject({ received: 2, evidence: 2 });
  mesh.says({ accessLogFormat: OTHER });
  const epoch = line(`${TIME / 1000}.000`, '/b', 'other');
  expect(await post(app.httpAddress, epoch)).toMatchObject({ received: 1, evidence: 1 });
  expect(await post(app.httpAddress, plain('/d'))).toMatchObject({
    evidence: 0,
    dropped: { 'unparsable-line': 1 },
  });
  mesh.says({ accessLogFormat: '{"nothing":"%MOON_PHASE%"}', accessLogEncoding: 'JSON' });
  expect(await post(app.httpAddress, epoch)).toMatchObject({
    evidence: 0,
    dropped: { 'unparsable-line': 1 },
  });

  await app.flush();
  const edges = await allEdges(app.httpAddress);
  expect([...new Set(edges.map(({ principal }) => principal))].sort()).toEqual([
    'cluster.local/ns/shop/sa/other',
    'cluster.local/ns/shop/sa/web',
  ]);
});

it('says of a format that it can’t be read, where it stands and why', async () => {
  const mesh = cluster({ accessLogFormat: '%START_TIME% %REQ(:PATH)% %REQ(USER-AGENT)%' });
  await using app = await startApp({}, { inventory: mesh.source });
  expect(await found(app.httpAddress)).toEqual([
    expect.stringMatching(/^meshConfig.accessLogFormat: log format: /),
  ]);
  mesh.says({ accessLogFormat: TEXT });
  expect(await found(app.httpAddress)).toEqual([]);
});

it('no header of one format is taken for a line of another', async () => {
  const format = `[%START_TIME%] ${FIELDS} "%REQ(X-LAST)%"`;
  const mesh = cluster({ accessLogFormat: format });
  await using app = await startApp({}, { inventory: mesh.source });
  const forged =
    'GET /c HTTP/1.1" 200 - via_upstream - "-" 0 12 3 2 "-" "curl" "r" "cart" "10.1.2.3:8080" inbound|8080|| ' +
    '127.0.0.6:41001 10.1.2.3:8080 10.1.9.9:50012 - default';
  const time = `[${new Date(TIME).toISOString()}]`;
  const answer = await post(app.httpAddress, line(time, '/a', 'web', forged).replace('\n', ' "x"\n'));
  expect(answer).toMatchObject({ received: 1, evidence: 1 });
  await app.flush();
  const edges = await allEdges(app.httpAddress);
  expect(edges.map(({ principal, port }) => [principal, port])).toEqual([
    ['cluster.local/ns/shop/sa/web', 8080],
  ]);
});
