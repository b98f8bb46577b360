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
  '"%REQ(:METHOD)% %REQ(:PATH)%" ua="%REQ(USER-AGENT)%" cluster=%UPSTREAM_CLUSTER% code=%RESPONSE_CODE% why=%RESPONSE_CODE_DETAILS%';
const TEXT = `%START_TIME% ${FIELDS}`;
const OTHER = `%START_TIME(%s.%3f)% ${FIELDS}`;
const TIME = Date.UTC(2026, 2, 2, 10);

/** A line of the formats, of a call at a path; `who`: the caller's service account. */
function line(time: string, path: string, who = 'web', agent = 'curl'): string {
  const peer = `spiffe://cluster.local/ns/shop/sa/${who}`;
  return (
    `${time} peer="${peer}" to=10.1.2.3:8080 from=10.1.9.9:50012 "GET ${path}" ua="${agent}" ` +
    'cluster=inbound|8080|| code=200 why=via_upstream\n'
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

it('a header is nobody’s name, though another format of the mesh has the name there', async () => {
  const [named, asked] = ['"%DOWNSTREAM_PEER_URI_SAN%"', '"%REQ(USER-AGENT)%"'];
  const common =
    '%START_TIME% %REQ(:METHOD)% "%REQ(:PATH)%" %UPSTREAM_CLUSTER% %RESPONSE_CODE% %RESPONSE_CODE_DETAILS% ' +
    '%DOWNSTREAM_LOCAL_ADDRESS%';
  const file = { kind: 'file', service: null, port: null } as const;
  const providers = [`${common} ${named} ${asked}`, `${common} ${asked} ${named}`].map((text, index) => ({
    ...file,
    name: `file-${index}`,
    format: { kind: 'text', text } as const,
  }));
  const mesh = cluster({ providers });
  await using app = await startApp({}, { inventory: mesh.source });
  const spiffe = (account: string) => `spiffe://cluster.local/ns/shop/sa/${account}`;
  const called = (last: string) =>
    `${new Date(TIME).toISOString()} GET "/a" inbound|8080|| 200 via_upstream 10.1.2.3:8080 ${last}\n`;

  const forged = await post(app.httpAddress, called(`"${spiffe('admin')}" "${spiffe('web')}"`));
  expect(forged).toMatchObject({ evidence: 0, dropped: { 'ambiguous-line': 1 } });
  const honest = await post(app.httpAddress, called(`"${spiffe('web')}" "curl/8 (x)"`));
  expect(honest).toMatchObject({ evidence: 1, dropped: {} });
});

it('no header at a line’s beginning is taken for what a collector put there', async () => {
  const format =
    '%REQ(X-FIRST)% - [%START_TIME%] %REQ(:METHOD)% "%REQ(:PATH)%" %UPSTREAM_CLUSTER% %RESPONSE_CODE% ' +
    '%RESPONSE_CODE_DETAILS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_PEER_URI_SAN%';
  const mesh = cluster({ accessLogFormat: format });
  await using app = await startApp({}, { inventory: mesh.source });
  const called = (first: string) =>
    `${first} - [${new Date(TIME).toISOString()}] GET "/a" inbound|8080|| 200 via_upstream 10.1.2.3:8080 ` +
    'spiffe://cluster.local/ns/shop/sa/web\n';

  const forged = ['[pod/web-1/istio-proxy] x', '[pod/web-1/app] x', '2026-01-01T00:00:00Z stdout P x'];
  const answer = await post(app.httpAddress, forged.map(called).join(''));
  expect(answer.received).toBe(3);
  await app.flush();
  const workloads = await getAll<{ readonly id: string }>(app.httpAddress, '/api/v1/workloads');
  expect(workloads.map(({ id }) => id).filter((id) => id !== 'Kubernetes/shop/cart')).toEqual([]);
});
