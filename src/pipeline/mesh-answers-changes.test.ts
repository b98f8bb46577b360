import { describe, expect, it } from 'vitest';
import { deployedPolicy, ruleFor } from '../../test/golden/recommend/deployed-policy.ts';
import { type CallNow, MIDNIGHT, openEngine } from '../../test/support/engine-mesh.ts';
import { CART } from '../../test/support/pipeline-store.ts';
import { handClock } from '../../test/support/pipeline-traffic.ts';
import type { Inventory } from '../core/model/inventory.ts';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';

const web = 'cluster.local/ns/shop/sa/web';

/** A judged mesh in which these are deployed (null = not known) and this was seen. */
async function seen(
  policies: readonly AuthorizationPolicy[] | null,
  calls: readonly CallNow[],
  { mesh: told = {}, settings = {} }: { mesh?: Inventory['mesh']; settings?: Record<string, string> } = {},
) {
  const store = await openSqliteStore(':memory:', { migrate: true });
  const mesh = await openEngine(store, handClock(MIDNIGHT), settings);
  mesh.useInventory({ pods: [], owners: [], policies, mesh: told });
  mesh.send(...calls);
  await mesh.collector.flush();
  await mesh.judge.judge();
  return { ...mesh, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

const all = deployedPolicy('all', { rules: [{}] });
const own = (rules: readonly ReturnType<typeof ruleFor>[]) =>
  deployedPolicy('leastpath-cart', { rules }, { own: 'cart' });

describe('changes', () => {
  it.each<[string, AuthorizationPolicy[] | null, readonly CallNow[], object]>([
    [
      'no list of policies',
      null,
      [{}],
      { changes: null, why: expect.stringMatching(/lists no AuthorizationPolicy/) },
    ],
    [
      'nothing proposed',
      [all],
      [{ outcome: 'failed' }],
      { changes: null, why: expect.stringMatching(/withheld/) },
    ],
    [
      'the same already',
      [own([ruleFor([web], { ports: ['8080'] })])],
      [{}],
      { changes: { equal: true }, why: null },
    ],
    [
      'another version',
      [own([ruleFor([web], { ports: ['80'] })])],
      [{}],
      {
        changes: {
          equal: false,
          differences: [{ change: 'newly-denied' }, { change: 'newly-allowed', flows: [{ path: '/cart' }] }],
        },
      },
    ],
  ])('%s', async (_, policies, calls, expected) => {
    await using mesh = await seen(policies, calls);
    expect(await mesh.reader.changes(CART, 'callers')).toMatchObject(expected);
  });

  it('is no answer for a workload nobody knows', async () => {
    await using mesh = await seen([], [{}]);
    expect(await mesh.reader.changes('Kubernetes/shop/nobody', 'callers')).toBeNull();
  });

  it('follows traffic and what is deployed', async () => {
    await using mesh = await seen([own([ruleFor([web], { ports: ['8080'] })])], [{}]);
    const now = async () => (await mesh.reader.changes(CART, 'callers'))?.changes;
    expect(await now()).toMatchObject({ equal: true });
    mesh.send({ caller: 'pay' });
    await mesh.collector.flush();
    expect(await now()).toMatchObject({ differences: [{ change: 'newly-allowed' }] });
    mesh.useInventory({ pods: [], owners: [], policies: [all], mesh: {} });
    expect(await now()).toMatchObject({ equal: true });
  });
});

describe('findings from what is deployed', () => {
  it('stand in the report and in the recommendation, which names the smallest call that is allowed elsewhere', async () => {
    const deny = deployedPolicy('lock', { action: 'DENY', rules: [ruleFor([], { paths: ['/cart'] })] });
    await using mesh = await seen([all, deny], [{}, { path: '/other' }]);
    const ids = ['deny-overrides', 'allowed-elsewhere'];
    expect(mesh.reader.report(CART)?.findings.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    const { findings = [] } = (await mesh.reader.recommendation(CART, 'paths')) ?? {};
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    const [row] = findings.find(({ id }) => id === 'allowed-elsewhere')?.rows ?? [];
    expect(row).toMatch(/^shop\/all \(rule 0\) allows a caller without identity → shop\/cart:\d+ /);
  });

  it('V3: an exact comparison sees what no probe hits', async () => {
    const odd = deployedPolicy('odd', { rules: [ruleFor(['*/sa/batch'], { ports: ['7'] })] });
    await using mesh = await seen([odd], [{}]);
    expect(mesh.reader.report(CART)?.findings.map(({ id }) => id)).not.toContain('allowed-elsewhere');
    const { findings = [] } = (await mesh.reader.recommendation(CART, 'callers')) ?? {};
    expect(findings.filter(({ id }) => id === 'allowed-elsewhere')).toMatchObject([
      { rows: [expect.stringMatching(/^shop\/odd \(rule 0\) allows .*:7 /)] },
    ]);
  });
});

describe('the mesh’s own configuration', () => {
  const root = deployedPolicy('lock', { action: 'DENY', rules: [{}] }, { namespace: 'mesh-root' });

  it.each<[string, Inventory['mesh'], Record<string, string>, boolean]>([
    ['V6: names the root namespace', { rootNamespace: 'mesh-root' }, {}, true],
    ['V6: doesn’t', {}, {}, false],
    [
      'V6: is overruled by a setting',
      { rootNamespace: 'mesh-root' },
      { 'mesh.rootNamespace': 'istio-system' },
      false,
    ],
  ])('%s', async (_, mesh, settings, applies) => {
    await using one = await seen([root], [{}], { mesh, settings });
    const ids = one.reader.report(CART)?.findings.map(({ id }) => id);
    expect(ids?.includes('deny-overrides')).toBe(applies);
  });

  it.each<[string, Inventory['mesh'], Record<string, string>, string | null]>([
    ['D2: names the trust domain', { trustDomain: 'east.example' }, {}, 'inexpressible'],
    ['D1: and its aliases', { trustDomain: 'east.example', aliases: ['cluster.local'] }, {}, null],
    [
      'is overruled by a setting',
      { trustDomain: 'east.example' },
      { 'mesh.trustDomain': 'cluster.local' },
      null,
    ],
  ])('%s', async (_, mesh, settings, withheld) => {
    await using one = await seen(null, [{}], { mesh, settings });
    expect((await one.reader.recommendation(CART, 'callers'))?.withheld?.reason ?? null).toBe(withheld);
  });
});
