import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type CallNow, type EngineMesh, MIDNIGHT, openEngine } from '../../test/support/engine-mesh.ts';
import { CART } from '../../test/support/pipeline-store.ts';
import { handClock } from '../../test/support/pipeline-traffic.ts';
import { CART_REPORTER, samplePod } from '../../test/support/sample-record.ts';
import type { Finding } from '../core/model/finding.ts';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { DAY } from '../core/model/scaled-time.ts';
import type { MeshReader } from '../ports.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';

const NO_PEER = { kind: 'tls', peerUriSans: [], peerCertificate: false } as const;
const openStore = () => openSqliteStore(':memory:', { migrate: true });

/** `web ok/failed/denied (reporter)` of each edge at detail `callers`. */
async function edges(reader: MeshReader, id = CART): Promise<string[]> {
  return ((await reader.edges(id, 'callers')) ?? []).map(({ caller, counts, reporter }) => {
    const who = caller.principal?.split('/').at(-1) ?? caller.anonymousReason;
    return `${who} ${counts.ok}/${counts.failed}/${counts.denied} ${reporter}`;
  });
}

describe('edges', () => {
  it('are what is stored now, at the detail that is asked for', async () => {
    await using store = await openStore();
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    mesh.send(
      { path: '/cart/1' },
      { path: '/cart/2' },
      { path: '/cart/3', outcome: 'failed' },
      { method: 'POST' },
    );
    mesh.send({ caller: null }, { caller: 'pay', outcome: 'denied' });
    expect(await mesh.reader.edges(CART, 'callers')).toBeNull();
    await mesh.collector.flush();

    expect(await edges(mesh.reader)).toEqual([
      ...['pay 0/0/1 destination', 'web 3/1/0 destination', 'plaintext 1/0/0 destination'],
    ]);
    const at = async (detail: 'methods' | 'paths') =>
      (await mesh.reader.edges(CART, detail))?.map(({ method, path, counts }) => [method, path, counts.ok]);
    expect(await at('methods')).toEqual([
      ...[
        ['GET', null, 0],
        ['GET', null, 2],
        ['POST', null, 1],
        ['GET', null, 1],
      ],
    ]);
    expect(await at('paths')).toEqual([
      ...[
        ['GET', '/cart', 0],
        ['GET', '/cart/{*}', 2],
        ['POST', '/cart', 1],
        ['GET', '/cart', 1],
      ],
    ]);
  });
});

describe('callers’ own rows', () => {
  const inventory = { pods: [samplePod('ghost', '10.1.5.5')], owners: [], policies: null, mesh: {} };
  const outbound = {
    upstreamCluster: 'outbound|80||ghost.shop.svc.cluster.local',
    local: { ip: '10.96.0.9', port: 80 },
    upstreamRemote: { ip: '10.1.5.5', port: 8080 },
    peer: { ...NO_PEER, localUriSans: ['spiffe://cluster.local/ns/shop/sa/web'] },
    reporter: {
      ...CART_REPORTER,
      serviceAccount: 'web',
      owner: 'web',
      pod: 'web-1-x',
      labels: { app: 'web' },
    },
  };
  const ghost = 'Kubernetes/shop/ghost';
  const sourceRow = { change: outbound };
  const ownRow = { callee: 'ghost', caller: 'pay' };

  async function withSourceRow(mesh: EngineMesh): Promise<EngineMesh> {
    mesh.useInventory(inventory);
    mesh.send(sourceRow);
    await mesh.collector.flush();
    return mesh;
  }

  it('fill in for a workload that has no proxy of its own; no policy is made of them', async () => {
    await using store = await openStore();
    const { reader, judge } = await withSourceRow(await openEngine(store, handClock(MIDNIGHT)));
    await judge.judge();

    expect(await edges(reader, ghost)).toEqual(['web 1/0/0 source']);
    expect(await reader.recommendation(ghost, 'callers')).toMatchObject({
      policy: null,
      withheld: { reason: 'source-only' },
    });
    expect(reader.report(ghost)).toMatchObject({
      readiness: { callers: { state: 'no-data' } },
      callers: { total: 0, anonymous: 0 },
      requests: { ok: 0, failed: 0, denied: 0 },
      lastDayRequests: 0,
      edges: { callers: 0 },
    });
  });

  it('stand back once the workload has spoken, also over a restart, until a silent week', async () => {
    await using store = await openStore();
    const mesh = await withSourceRow(await openEngine(store, handClock(MIDNIGHT)));
    mesh.clock.time += DAY;
    mesh.send(ownRow);
    mesh.clock.time += DAY;
    await mesh.collector.flush();
    expect(await edges(mesh.reader, ghost)).toEqual(['pay 1/0/0 destination']);

    const restarted = await openEngine(store, mesh.clock);
    expect(await edges(restarted.reader, ghost)).toEqual(['pay 1/0/0 destination']);
    mesh.clock.time += 6 * DAY;
    const later = await openEngine(store, mesh.clock);
    expect(await edges(later.reader, ghost)).toEqual(['pay 1/0/0 destination']);
    mesh.clock.time += 2 * DAY;
    const longAfter = await openEngine(store, mesh.clock);
    expect(await edges(longAfter.reader, ghost)).toEqual(['pay 1/0/0 destination', 'web 1/0/0 source']);
  });
});

describe('policies', () => {
  const documentOf = (yaml: string | null): AuthorizationPolicy => parse(yaml ?? '');

  it('are drafts while they aren’t stable, and plain when they are', async () => {
    await using store = await openStore();
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    await mesh.days(3, { caller: 'web' });
    await mesh.judge.judge();
    const draft = documentOf(await mesh.reader.policyYaml(CART, 'callers', true));
    await mesh.days(60, { caller: 'web' }, { caller: 'pay' });
    await mesh.judge.judge();
    const stable = await mesh.reader.policyYaml(CART, 'callers', false);

    expect(draft.metadata).toMatchObject({
      name: 'leastpath-cart-draft',
      annotations: { 'istio.io/dry-run': 'true' },
    });
    expect(mesh.reader.report(CART)?.readiness.callers.state).toBe('stable');
    expect(documentOf(stable).metadata).toEqual({
      name: 'leastpath-cart',
      namespace: 'shop',
      labels: { 'leastpath.dev/workload': 'cart' },
    });
    expect(documentOf(stable).spec.rules).toEqual([
      {
        from: [{ source: { principals: ['cluster.local/ns/shop/sa/pay', 'cluster.local/ns/shop/sa/web'] } }],
        to: [{ operation: { ports: ['8080'] } }],
      },
    ]);
    expect((await mesh.reader.recommendation(CART, 'callers'))?.withheld).toBeNull();
  });

  it.each<[string, CallNow[], string]>([
    ['nothing succeeded', [{ outcome: 'failed' }], 'no-evidence'],
    ['nobody is known', [{ caller: null }], 'no-verified-caller'],
    ['no label selects it', [{ change: { reporter: { ...CART_REPORTER, labels: {} } } }], 'selector-unknown'],
  ])('are withheld where %s', async (_, calls, reason) => {
    await using store = await openStore();
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    await mesh.days(1, ...calls);
    await mesh.judge.judge();

    expect(await mesh.reader.recommendation(CART, 'callers')).toMatchObject({
      policy: null,
      withheld: { reason },
    });
    expect(await mesh.reader.policyYaml(CART, 'callers', true)).toBeNull();
    expect(mesh.reader.report(CART)?.withheld.callers).toBe(reason);
  });

  it('never select what there was no room for', async () => {
    await using store = await openStore();
    const mesh = await openEngine(store, handClock(MIDNIGHT), { 'limits.workloads': '1' });
    mesh.send({ callee: 'cart' }, { callee: 'pay' });
    await mesh.collector.flush();
    await mesh.judge.judge();
    const id = mesh.reader.reports().find(({ workload }) => workload.key.namespace === 'overflow')?.id;

    expect(await mesh.reader.recommendation(id ?? CART, 'callers')).toMatchObject({
      withheld: { reason: 'selector-unknown' },
    });
    expect(await mesh.reader.policyYaml(id ?? CART, 'callers', true)).toBeNull();
  });

  it('and edges of a workload that nobody saw are none', async () => {
    await using store = await openStore();
    const { reader, judge } = await openEngine(store, handClock(MIDNIGHT));
    await judge.judge();

    expect(await reader.recommendation(CART, 'callers')).toBeNull();
    expect(await reader.policyYaml(CART, 'callers', true)).toBeNull();
    expect(await reader.edges(CART, 'callers')).toBeNull();
    expect(reader.report(CART)).toBeUndefined();
  });
});

describe('a report', () => {
  it('says how many call, how often, and who they are not', async () => {
    await using store = await openStore();
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    await mesh.days(
      2,
      { caller: 'web' },
      { caller: 'pay', path: '/x', outcome: 'failed' },
      { caller: 'ads' },
    );
    mesh.clock.time += DAY / 2;
    mesh.send({ caller: null }, { caller: null, method: 'POST' }, { caller: 'ads', outcome: 'denied' });
    await mesh.collector.flush();
    await mesh.judge.judge();

    expect(mesh.reader.report(CART)).toMatchObject({
      callers: { total: 3, anonymous: 1 },
      requests: { ok: 6, failed: 2, denied: 1 },
      edges: { callers: 3, methods: 4, paths: 4 },
      // The last 24 hours: the second day's noon is just out of them, the third's is in.
      lastDayRequests: 2,
      anonymousRequests: { plaintext: 2 },
      policyCoverage: { callers: 0, methods: 0, paths: 0 },
    });
  });

  it('says that a stable policy covers the last day, and that an anonymous caller holds it', async () => {
    await using store = await openStore();
    const mesh = await openEngine(store, handClock(MIDNIGHT), { 'learn.requestBudget': '0.9' });
    await mesh.days(60, { caller: 'web' });
    await mesh.judge.judge();
    expect(mesh.reader.report(CART)).toMatchObject({
      policyCoverage: { callers: 1, methods: 1, paths: 1 },
      lastDayRequests: 1,
    });

    await mesh.days(1, { caller: 'web' }, { caller: null });
    await mesh.judge.judge();
    const failing = mesh.reader.report(CART)?.readiness.callers.gates.filter(({ passed }) => !passed);
    expect(failing?.map(({ id }) => id)).toContain('anonymous');
    expect(mesh.reader.report(CART)?.policyCoverage.callers).toBe(0);
  });

  it('counts the last 24 hours of scaled time', async () => {
    await using store = await openStore();
    const unit = 2000;
    const mesh = await openEngine(store, handClock(1000 * unit), { 'learn.timeUnit': '2s' });
    for (let hour = 0; hour < 48; hour++) {
      mesh.clock.time = Math.ceil((1000 + (hour + 0.5) / 24) * unit);
      mesh.send({});
      await mesh.collector.flush();
    }
    await mesh.judge.judge();

    expect(mesh.reader.report(CART)?.lastDayRequests).toBe(24);
  });
});

it('names findings by severity, those of the mesh before those of workloads', async () => {
  await using store = await openStore();
  const finding = (id: string, severity: Finding['severity']): Finding => {
    return { id, severity, workload: null, title: id, why: '', whatToDo: '', rows: [] };
  };
  const ofMesh = [finding('of-the-mesh', 'warning'), finding('hint', 'info'), finding('worst', 'critical')];
  const mesh = await openEngine(store, handClock(MIDNIGHT), {}, ofMesh);
  mesh.send({ caller: null }, { caller: 'web', callee: 'pay' });
  await mesh.collector.flush();
  await mesh.judge.judge();

  expect(mesh.reader.findings().map(({ id, workload }) => [id, workload])).toEqual([
    ['worst', null],
    ['of-the-mesh', null],
    ['anonymous-callers', 'Kubernetes/shop/cart'],
    ['hint', null],
    ['selector-unverified', 'Kubernetes/shop/cart'],
    ['selector-unverified', 'Kubernetes/shop/pay'],
  ]);
});

it('counts records that wait', async () => {
  await using store = await openStore();
  const mesh = await openEngine(store, handClock(MIDNIGHT));
  mesh.send({}, {});
  expect(mesh.reader.pendingRecords()).toBe(2);
  await mesh.collector.flush();

  expect(mesh.reader.pendingRecords()).toBe(0);
  expect(mesh.reader.counters()).toEqual([{ source: 'als', disposition: { kind: 'evidence' }, count: 2 }]);
});
