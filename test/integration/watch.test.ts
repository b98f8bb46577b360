import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectProxy } from '../support/kube-fake/connect-proxy.ts';
import { type FakeApiServer, fakeApiServer, status } from '../support/kube-fake/fake-api-server.ts';
import { fakePod, fakePolicy, PODS, POLICIES } from '../support/kube-fake/fake-objects.ts';
import { type WatchBed, watchBed } from '../support/kube-fake/watch-bed.ts';

let api: FakeApiServer;

beforeEach(async () => {
  api = await fakeApiServer({ second: 20 });
});

afterEach(async () => {
  await api[Symbol.asyncDispose]();
});

const names = (bed: WatchBed) =>
  bed.latest().pods.flatMap(({ name, endTime }) => (endTime === null ? [name] : []));
const has = (bed: WatchBed, ...expected: readonly string[]) =>
  `${names(bed).sort()}` === `${expected.toSorted()}`;

/** What the API has is what was given, a while after it changed under the fault. */
async function converges(bed: WatchBed): Promise<void> {
  api.put(PODS, fakePod('late', { ip: '10.0.0.9' }));
  api.put(POLICIES, fakePolicy('late'));
  await bed.until('late pod', () => names(bed).includes('late'));
  await bed.until(
    'late policy',
    () => bed.latest().policies?.some(({ metadata }) => metadata.name === 'late') ?? false,
  );
  const expected = api.objectsOf(PODS).map(({ metadata }) => metadata.name);
  await bed.until('the same pods', () => has(bed, ...expected));
  await bed.until('all synced', () => bed.source.watches().every(({ state }) => state === 'synced'));
  expect(bed.failures).toEqual([]);
}

it('gives what is there, then what changes', async () => {
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }), fakePod('b', { ip: '10.0.0.2' }));
  await using bed = await watchBed(api);

  expect(names(bed)).toEqual(['a', 'b']);
  expect(bed.latest().policies).toEqual([]);
  expect(bed.source.watches().map(({ state }) => state)).toEqual(Array(17).fill('synced'));

  api.put(PODS, fakePod('c', { ip: '10.0.0.3' }));
  api.remove(PODS, 'shop', 'a');
  await bed.until('a gone, c there', () => has(bed, 'b', 'c'));
  await converges(bed);
});

it('what has not changed keeps its objects', async () => {
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }), fakePod('b', { ip: '10.0.0.2' }));
  api.put(POLICIES, fakePolicy('p'));
  await using bed = await watchBed(api);
  const before = bed.latest();

  api.put(PODS, fakePod('b', { ip: '10.0.0.2', labels: { app: 'other' } }));
  await bed.until('b changed', () => bed.latest().pods.some(({ labels }) => labels.app === 'other'));
  const after = bed.latest();

  expect(after.pods[0]).toBe(before.pods[0]);
  expect(after.pods[1]).not.toBe(before.pods[1]);
  expect(after.policies).toBe(before.policies);
  expect(after.owners).toBe(before.owners);
  expect(after.cluster?.services).toBe(before.cluster?.services);
});

it('an update of what is not read is no change', async () => {
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }));
  await using bed = await watchBed(api);
  const given = bed.given.length;

  api.put(PODS, { ...fakePod('a', { ip: '10.0.0.1' }), unread: 1 });
  await converges(bed);

  expect(bed.given.slice(given).every(({ pods }) => pods[0] === bed.given[0]?.pods[0])).toBe(true);
});

it('asks a server without listing by a stream for pages', async () => {
  const many = Array.from({ length: 600 }, (_, n) => fakePod(`p${n}`, { ip: `10.1.${n >> 8}.${n & 255}` }));
  api.put(PODS, ...many);
  api.behave(({ kind }) =>
    kind === 'watch-list' ? { status: 422, message: 'sendInitialEvents is forbidden' } : null,
  );
  await using bed = await watchBed(api);

  expect(names(bed)).toHaveLength(600);
  const pages = api.asked.filter(({ path, query }) => path === PODS && query.get('limit') === '250');
  expect(pages.map(({ query }) => query.get('continue'))).toEqual([null, '250', '500']);
  await converges(bed);
});

it('asks a server that takes the parameters and does not know them for pages', async () => {
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }));
  api.behave(({ kind }) => (kind === 'watch-list' ? 'mute' : null));
  await using bed = await watchBed(api);

  expect(names(bed)).toEqual(['a']);
});

it.each([
  ['ends all watches', () => api.end()],
  ['resets all connections', () => api.reset()],
  ['writes what is no event', () => api.write('{"type":"ADDED","object":{"metadata":')],
  ['writes an event without a name', () => api.write('{"type":"ADDED","object":{"metadata":{}}}')],
  ['writes an unknown event', () => api.write('{"type":"LOST"}')],
  ['tells of an error', () => api.write(status(500, 'etcdserver: leader changed'))],
  ['tells that it has forgotten', () => api.write(status(410, 'too old resource version'))],
])('converges after a server that %s', async (_, fault) => {
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }), fakePod('b', { ip: '10.0.0.2' }));
  await using bed = await watchBed(api);
  fault();
  api.remove(PODS, 'shop', 'a');

  await converges(bed);
  expect(names(bed).sort()).toEqual(['b', 'late']);
});

it.each([
  ['no answer', 'hang' as const],
  ['answers without an end', 'mute' as const],
  ['connections that are reset', 'reset' as const],
  ['watches that end at once', 'end' as const],
  ['too many requests', { status: 429, headers: { 'retry-after': '1' } }],
  ['errors', { status: 503, message: 'etcdserver: request timed out' }],
  ['410', { status: 410, message: 'Expired' }],
  ['400', { status: 400, message: 'bad' }],
  ['403 for a moment', { status: 403, message: 'pods is forbidden' }],
  ['404 for a moment', { status: 404, message: 'the server could not find the requested resource' }],
])('nothing is taken as gone for %s, and it converges afterwards', async (_, odd) => {
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }));
  await using bed = await watchBed(api, { believe: 5_000 });
  api.behave(() => odd);
  api.end();
  const before = api.asked.length;
  await bed.until('asked again', () => api.asked.length > before + 30);

  expect(names(bed)).toEqual(['a']);
  api.behave(() => null);
  await converges(bed);
});

it('notices a connection that is silent, and takes up what it missed', async () => {
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }));
  await using bed = await watchBed(api);
  api.hold();
  api.behave(() => 'hang');
  api.put(PODS, fakePod('b', { ip: '10.0.0.2' }));
  await bed.until('stale', () => bed.status('pods').state === 'stale');
  expect(names(bed)).toEqual(['a']);

  api.behave(() => null);
  api.release();
  await converges(bed);
  expect(names(bed).sort()).toEqual(['a', 'b', 'late']);
});

it('believes a 403 that stays, forgets what was listed, and names the rule', async () => {
  api.put(POLICIES, fakePolicy('p'));
  await using bed = await watchBed(api);
  expect(bed.latest().policies).toHaveLength(1);

  api.behave(({ path }) => (path === POLICIES ? { status: 403, message: 'User "x" cannot list' } : null));
  api.end();
  await bed.until(
    'forbidden',
    () => bed.status('authorizationpolicies.security.istio.io').state === 'forbidden',
  );
  await bed.until('unknown', () => bed.latest().policies === null);
  expect(bed.status('authorizationpolicies.security.istio.io')).toMatchObject({
    why: '403: User "x" cannot list',
    rule: `# rules of the ClusterRole
- apiGroups: ["security.istio.io"]
  resources: ["authorizationpolicies"]
  verbs: ["list", "watch"]
`,
  });
  expect(bed.status('pods').state).toBe('synced');

  api.behave(() => null);
  await bed.until('known again', () => bed.latest().policies?.length === 1);
  await converges(bed);
  const told = bed.changes.filter(({ resource }) => resource.startsWith('authorizationpolicies'));
  expect(told.map(({ state }) => state)).toEqual(['synced', 'stale', 'forbidden', 'synced']);
});

it('takes an older version of an API, and finds one that is installed later', async () => {
  const gateways = '/apis/gateway.networking.k8s.io/v1beta1/gateways';
  const telemetries = '/apis/telemetry.istio.io/v1/telemetries';
  let installed = false;
  api.behave(({ path }) =>
    path.includes('gateway.networking.k8s.io/v1/') || (path.includes('telemetry.istio.io') && !installed)
      ? { status: 404, message: 'not found' }
      : null,
  );
  api.put(gateways, { metadata: { namespace: 'shop', name: 'g' }, spec: { gatewayClassName: 'istio' } });
  api.put(telemetries, { metadata: { namespace: 'shop', name: 't' }, spec: {} });
  await using bed = await watchBed(api);

  expect(bed.latest().cluster?.gateways?.map(({ name }) => name)).toEqual(['g']);
  await bed.until('absent', () => bed.status('telemetries.telemetry.istio.io').state === 'absent');
  expect(bed.latest().cluster?.telemetries).toBeNull();
  expect(bed.status('telemetries.telemetry.istio.io').rule).toBeNull();

  installed = true;
  await bed.until('installed', () => bed.latest().cluster?.telemetries?.length === 1);
});

it('leaves out an object that cannot be read, and says which', async () => {
  api.put(POLICIES, fakePolicy('good'), { ...fakePolicy('bad'), spec: { action: 'PERMIT' } });
  await using bed = await watchBed(api);

  expect(bed.latest().policies?.map(({ metadata }) => metadata.name)).toEqual(['good']);
  expect(bed.status('authorizationpolicies.security.istio.io').why).toContain(
    "1 object can't be read and is left out: shop/bad: spec.action",
  );
  api.put(POLICIES, fakePolicy('bad'));
  await bed.until('both', () => bed.latest().policies?.length === 2);
  expect(bed.status('authorizationpolicies.security.istio.io').why).toBeNull();
});

it('reads one ConfigMap of the root namespace only', async () => {
  const path = '/api/v1/namespaces/istio-system/configmaps';
  const configMap = (name: string, mesh: string) => ({
    metadata: { namespace: 'istio-system', name },
    data: { mesh },
  });
  api.put(path, configMap('istio', 'trustDomain: here.example'), configMap('other', 'x'));
  await using bed = await watchBed(api);

  expect(bed.latest().mesh.trustDomain).toBe('here.example');
  const queries = api.asked
    .filter((asked) => asked.path === path)
    .map(({ query }) => query.get('fieldSelector'));
  expect(new Set(queries)).toEqual(new Set(['metadata.name=istio']));

  api.put(path, configMap('istio', '{'));
  await bed.until('left out', () => bed.status('configmaps/istio').why !== null);
  api.put(path, configMap('istio', 'trustDomain: there.example'));
  await bed.until('again', () => bed.latest().mesh.trustDomain === 'there.example');
});

it('starts without a server, and goes on when there is one', async () => {
  api.behave(() => 'reset');
  await using bed = await watchBed(api, { firstListings: 50 });

  expect(bed.latest().pods).toEqual([]);
  expect(bed.latest().policies).toBeNull();
  expect(bed.source.certainUntil()).toBe(Number.NEGATIVE_INFINITY);
  expect(bed.status('pods')).toMatchObject({ state: 'connecting', heardAt: null });
  expect(bed.status('pods').why).not.toBeNull();

  api.behave(() => null);
  await converges(bed);
});

it('speaks HTTP/2 over TLS, with few connections', async () => {
  await using secure = await fakeApiServer({ tls: true, second: 20 });
  secure.put(PODS, fakePod('a', { ip: '10.0.0.1' }));
  await using bed = await watchBed(secure);

  expect(names(bed)).toEqual(['a']);
  expect(secure.connections()).toBeLessThan(3);
  secure.reset();
  secure.put(PODS, fakePod('b', { ip: '10.0.0.2' }));
  await bed.until('b', () => has(bed, 'a', 'b'));
});

it('one watch that is silent does not break those that are not', async () => {
  await using secure = await fakeApiServer({ tls: true, second: 20 });
  secure.behave(({ path, kind }) => (path === POLICIES && kind === 'watch' ? 'mute' : null));
  await using bed = await watchBed(secure, { watchSilence: 300 });
  const watches = (path: string) =>
    secure.asked.filter((asked) => asked.path === path && asked.kind === 'watch').length;
  const bookmarks = setInterval(() => secure.bookmark(), 50);
  await bed.until('made again', () => watches(POLICIES) > 3).finally(() => clearInterval(bookmarks));

  expect(watches('/api/v1/services')).toBe(1);
});

it('goes through a proxy', async () => {
  await using proxy = await connectProxy();
  await using secure = await fakeApiServer({ tls: true, second: 20 });
  secure.put(PODS, fakePod('a', { ip: '10.0.0.1' }));
  await using bed = await watchBed({ ...secure, access: { ...secure.access, proxy: proxy.url } });

  expect(names(bed)).toEqual(['a']);
  expect(new Set(proxy.asked)).toEqual(new Set([new URL(secure.url).host]));
});

it('says that it does not know who signed the certificate', async () => {
  await using secure = await fakeApiServer({ tls: true });
  const credentials = async () => ({ headers: {}, tls: {} });
  const access = { ...secure.access, credentials };
  await using bed = await watchBed({ ...secure, access }, { firstListings: 100 });

  expect(bed.status('pods').why).toContain('self-signed certificate');
  expect(secure.asked).toEqual([]);
});

it('says that credentials cannot be had', async () => {
  const access = {
    ...api.access,
    credentials: async () => {
      throw new Error('log in first');
    },
  };
  await using bed = await watchBed({ ...api, access }, { firstListings: 100 });

  expect(bed.status('pods')).toMatchObject({ state: 'connecting', why: 'log in first' });
});

it('takes an object of megabytes, a byte at a time', async () => {
  await using bed = await watchBed(api);
  const big = { ...fakePod('big', { ip: '10.0.0.5' }), annotations: 'ü'.repeat(1_500_000) };
  api.put(PODS, big);

  await bed.until('big', () => has(bed, 'big'));
});

it('a token that is refused is read anew', async () => {
  let token = 'old';
  let expected = 'old';
  await using guarded = await fakeApiServer({ second: 20, token: () => expected, credentials: () => token });
  guarded.put(PODS, fakePod('a', { ip: '10.0.0.1' }));
  await using bed = await watchBed(guarded);
  expected = 'new';
  guarded.put(PODS, fakePod('b', { ip: '10.0.0.2' }));
  guarded.end();
  await bed.until('refused', () => guarded.refusals() > 0);
  token = 'new';

  await bed.until('b', () => has(bed, 'a', 'b'));
});

it('lists all anew from time to time, whatever the watch has told', async () => {
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }));
  await using bed = await watchBed(api, { resync: [50, 80] });
  api.hold();
  api.put(PODS, fakePod('b', { ip: '10.0.0.2' }));
  api.remove(PODS, 'shop', 'a');

  await bed.until('b', () => has(bed, 'b'));
});

it('stops, leaving nothing open', async () => {
  const bed = await watchBed(api);
  await bed.until('all watches', () => api.streams() === 17);
  await bed[Symbol.asyncDispose]();

  await bed.until('no watch left', () => api.streams() === 0 && api.connections() === 0);
  const asked = api.asked.length;
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }));
  expect(api.asked.length).toBe(asked);
});
