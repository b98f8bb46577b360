import { describe, expect, it } from 'vitest';
import { type EngineMesh, MIDNIGHT, openEngine } from '../../test/support/engine-mesh.ts';
import { CART } from '../../test/support/pipeline-store.ts';
import { handClock } from '../../test/support/pipeline-traffic.ts';
import {
  loggingWith,
  NOTHING_LISTED,
  podOfWorkload,
  telemetryOf,
} from '../../test/support/sample-cluster.ts';
import { CART_REPORTER } from '../../test/support/sample-record.ts';
import type { Inventory } from '../core/model/inventory.ts';
import type { Pod } from '../core/model/pod.ts';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { DAY, HOUR } from '../core/model/scaled-time.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';

const SETTINGS = { 'learn.risk': '0.9', 'learn.minAge': '2d', 'learn.horizon': '1d' };
const openStore = () => openSqliteStore(':memory:', { migrate: true });
const ids = (mesh: EngineMesh) => mesh.reader.findings().map(({ id }) => id);

function inventory(pods: readonly Pod[], change: Partial<Inventory> = {}): Inventory {
  const view = {
    ...NOTHING_LISTED,
    telemetries: [telemetryOf([{ providers: ['leastpath'] }])],
    logging: loggingWith(),
  };
  return { pods, owners: [], policies: [], mesh: {}, cluster: view, ...change };
}

describe('a namespace that is left out', () => {
  it('is watched and shown, and nothing is proposed for it', async () => {
    await using store = await openStore();
    const leftOut = (rootNamespace: string) => new Set(['shop', rootNamespace]);
    const mesh = await openEngine(store, handClock(MIDNIGHT), SETTINGS, [], { leftOut });
    await mesh.days(16, { caller: 'web' }, { caller: null }, { caller: 'pay', outcome: 'denied' });
    await mesh.judge.judge();

    const report = mesh.reader.report(CART);
    expect(report).toMatchObject({
      withheld: { callers: 'left-out', methods: 'left-out', paths: 'left-out' },
      policyCoverage: { callers: 0, methods: 0, paths: 0 },
      callers: { total: 2 },
      findings: [],
    });
    expect(await mesh.reader.edges(CART, 'callers')).toHaveLength(3);
    const recommendation = await mesh.reader.recommendation(CART, 'callers');
    expect(recommendation).toMatchObject({ policy: null, findings: [] });
    expect(recommendation?.withheld?.why).toMatch(/mesh\.leaveOut/);
    expect(await mesh.reader.policyYaml(CART, 'callers', true)).toBeNull();
  });
});

describe('a pod that should report and doesn’t', () => {
  const heardPod = (start: number) => podOfWorkload('cart', { name: 'cart-7d9f-x2', startTime: start });
  const silentPod = (start: number) => podOfWorkload('cart', { name: 'cart-7d9f-y3', startTime: start });
  const gate = (mesh: EngineMesh) =>
    mesh.reader.report(CART)?.readiness.callers.gates.find(({ id }) => id === 'reporters');

  it('holds the state for a day, and stays a finding', async () => {
    await using store = await openStore();
    const clock = handClock(MIDNIGHT);
    const mesh = await openEngine(store, clock, SETTINGS);
    mesh.useInventory(inventory([heardPod(MIDNIGHT)]));
    mesh.streams.opened('sidecar~x2', { ...CART_REPORTER, pod: 'cart-7d9f-x2' });
    await mesh.days(16, { caller: 'web' });
    await mesh.judge.judge();
    expect(mesh.reader.report(CART)?.readiness.callers.state).toBe('stable');
    expect(gate(mesh)).toMatchObject({ passed: true, why: '1 of 1 pod that are asked to report were heard' });

    const began = clock.time;
    mesh.useInventory(inventory([heardPod(MIDNIGHT), silentPod(began)]));
    const judgedAt = async (age: number) => {
      clock.time = began + age;
      mesh.send({ caller: 'web' });
      await mesh.collector.flush();
      await mesh.judge.judge();
      return [
        gate(mesh)?.passed,
        ids(mesh).includes('pods-silent'),
        mesh.reader.report(CART)?.readiness.callers.state,
      ];
    };
    expect(await judgedAt(HOUR - 1)).toEqual([true, false, 'stable']);
    expect(await judgedAt(HOUR)).toEqual([false, true, 'learning']);
    expect(gate(mesh)).toMatchObject({ clearsAt: began + DAY });
    expect(await judgedAt(DAY - 1)).toEqual([false, true, 'learning']);
    expect(await judgedAt(DAY)).toEqual([true, true, 'stable']);

    mesh.streams.opened('sidecar~y3', { ...CART_REPORTER, pod: 'cart-7d9f-y3' });
    expect(await judgedAt(DAY + HOUR)).toEqual([true, false, 'stable']);
  });

  it('is named among the mesh’s where no other one of it is heard', async () => {
    await using store = await openStore();
    const clock = handClock(MIDNIGHT);
    const mesh = await openEngine(store, clock, SETTINGS);
    mesh.useInventory(inventory([silentPod(MIDNIGHT)]));
    await mesh.judge.judge();
    expect(ids(mesh)).toEqual([]);
    clock.time += HOUR;
    await mesh.judge.judge();
    expect(mesh.reader.findings()).toMatchObject([
      { id: 'not-reporting', workload: null, rows: ['shop/cart: 1 pod'] },
    ]);
  });
});

it('what the cluster’s policies select is looked at whenever they or the pods change', async () => {
  await using store = await openStore();
  const mesh = await openEngine(store, handClock(MIDNIGHT));
  const policy: AuthorizationPolicy = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'p', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'pay' } } },
  };
  const cart = podOfWorkload('cart');
  const quiet = { cluster: NOTHING_LISTED, policies: [policy] };
  mesh.useInventory(inventory([cart], quiet));
  expect(ids(mesh)).toEqual(['policy-selects-nothing']);
  mesh.useInventory(inventory([cart, podOfWorkload('pay')], quiet));
  expect(ids(mesh)).toEqual([]);
  mesh.useInventory(inventory([cart], { ...quiet, policies: [] }));
  expect(ids(mesh)).toEqual([]);
});

it('no policy at all is another answer than not knowing of any', async () => {
  await using store = await openStore();
  const mesh = await openEngine(store, handClock(MIDNIGHT));
  await mesh.days(1, { caller: 'web' });
  const pod = podOfWorkload('cart', { name: 'cart-7d9f-x2' });
  mesh.useInventory(inventory([pod], { policies: null }));
  expect(await mesh.reader.changes(CART, 'callers')).toMatchObject({ changes: null });
  expect(await mesh.reader.denied(CART)).toMatchObject({ policiesKnown: false });
  mesh.useInventory(inventory([pod], { policies: [] }));
  expect(await mesh.reader.changes(CART, 'callers')).toMatchObject({ changes: {}, why: null });
  expect(await mesh.reader.denied(CART)).toMatchObject({ policiesKnown: true });
});

it('counts a rollout that no record has come from yet', async () => {
  await using store = await openStore();
  const mesh = await openEngine(store, handClock(MIDNIGHT), SETTINGS);
  await mesh.days(3, { caller: 'web' });
  await mesh.judge.judge();
  expect(mesh.reader.report(CART)?.workload.rollouts.map(({ revision }) => revision)).not.toContain('new');

  const rollout = { owner: 'cart', revision: 'new' };
  mesh.useInventory(inventory([podOfWorkload('cart', { rollout, startTime: MIDNIGHT + 2 * DAY })]));
  await mesh.judge.judge();

  const report = mesh.reader.report(CART);
  expect(report?.workload.rollouts).toContainEqual({ ...rollout, firstSeen: MIDNIGHT + 2 * DAY });
});
