import { describe, expect, it } from 'vitest';
import type { Owner, Inventory as WholeInventory } from '../model/inventory.ts';
import type { Pod } from '../model/pod.ts';
import type { Labels, Workload } from '../model/workload.ts';
import { selectorOf } from './selector.ts';

type Inventory = Pick<WholeInventory, 'pods' | 'owners'>;

function workload(labels: Labels | null, change: Partial<Workload> = {}): Workload {
  return {
    key: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
    plane: 'sidecar',
    labels,
    firstRecord: 0,
    lastRecord: 0,
    rollouts: [],
    inputs: ['als'],
    ...change,
  };
}

function pod(name: string, of: string, labels: Labels, change: Partial<Pod> = {}): Pod {
  return {
    cluster: 'Kubernetes',
    namespace: 'shop',
    name,
    addresses: [],
    hostNetwork: false,
    labels,
    serviceAccount: 'default',
    workload: { cluster: 'Kubernetes', namespace: 'shop', name: of },
    nodeType: 'sidecar',
    rollout: null,
    startTime: 0,
    endTime: null,
    ...change,
  };
}

function owner(name: string, matchLabels: Labels): Owner {
  return { namespace: 'shop', kind: 'Deployment', name, matchLabels };
}

const cart = pod('cart-1-a', 'cart', { app: 'cart', version: 'v1', 'pod-template-hash': '1' });
const web = pod('web-1-a', 'web', { app: 'web' });

describe('selectorOf with an inventory (Y1)', () => {
  it.each<[string, Inventory, Labels]>([
    ['the owner’s labels', { pods: [cart, web], owners: [owner('cart', { app: 'cart' })] }, { app: 'cart' }],
    [
      'Y2: without those that roll out',
      { pods: [cart, web], owners: [owner('cart', { app: 'cart', version: 'v1' })] },
      { app: 'cart' },
    ],
    [
      'Y4: enlarged by the label that tells it apart',
      {
        pods: [
          pod('cart-1-a', 'cart', { app: 'shop', tier: 'back', component: 'cart' }),
          pod('web-1-a', 'web', { app: 'shop', tier: 'back', component: 'web' }),
        ],
        owners: [owner('cart', { app: 'shop' })],
      },
      { app: 'shop', component: 'cart' },
    ],
    [
      'Y4: apart from a job’s pods, also between two runs',
      {
        pods: [
          pod('cart-1-a', 'cart', { app: 'shop', component: 'cart' }),
          pod('tidy-1-a', 'tidy', { app: 'shop', 'job-name': 'tidy-1' }, { endTime: 1 }),
        ],
        owners: [owner('cart', { app: 'shop' })],
      },
      { app: 'shop', component: 'cart' },
    ],
    [
      'not apart from pods that are gone',
      {
        pods: [
          pod('cart-1-a', 'cart', { app: 'shop', component: 'cart' }),
          pod('old-1-a', 'old', { app: 'shop' }, { endTime: 1 }),
        ],
        owners: [owner('cart', { app: 'shop' })],
      },
      { app: 'shop' },
    ],
    [
      'enlarged by two',
      {
        pods: [
          pod('cart-1', 'cart', { app: 'shop', a: '1', b: '1' }),
          pod('web-1', 'web', { app: 'shop', a: '1', b: '2' }),
          pod('pay-1', 'pay', { app: 'shop', a: '2', b: '1' }),
        ],
        owners: [owner('cart', { app: 'shop' })],
      },
      { a: '1', app: 'shop', b: '1' },
    ],
    [
      'canaries: what all their owners have in common',
      {
        pods: [
          pod('cart-1', 'cart', { app: 'cart', role: 'stable' }),
          pod('cart-canary-1', 'cart', { app: 'cart', role: 'canary' }),
          web,
        ],
        owners: [
          owner('cart', { app: 'cart', role: 'stable' }),
          owner('cart-canary', { app: 'cart', role: 'canary' }),
        ],
      },
      { app: 'cart' },
    ],
    [
      'no owner: a label people choose',
      { pods: [pod('cart', 'cart', { zone: 'x', app: 'cart' }), web], owners: [] },
      { app: 'cart' },
    ],
    [
      'an owner of other pods only is none',
      { pods: [cart, web], owners: [owner('web', { app: 'web' }), owner('ca', { app: 'cart' })] },
      { app: 'cart' },
    ],
    [
      'pods of other namespaces and clusters, and ended ones, may carry the same',
      {
        pods: [
          cart,
          pod('x-1', 'x', { app: 'cart' }, { namespace: 'other' }),
          pod('y-1', 'y', { app: 'cart' }, { cluster: 'east' }),
          pod('z-1', 'z', { app: 'cart' }, { endTime: 5 }),
        ],
        owners: [owner('cart', { app: 'cart' })],
      },
      { app: 'cart' },
    ],
    [
      'Y2: a job between two runs',
      {
        pods: [
          pod(
            'cart-29-x',
            'cart',
            { app: 'cart', 'batch.kubernetes.io/job-name': 'cart-29' },
            { endTime: 5 },
          ),
        ],
        owners: [owner('cart-29', { 'batch.kubernetes.io/controller-uid': 'u' })],
      },
      { app: 'cart' },
    ],
  ])('%s', (_, inventory, matchLabels) => {
    expect(selectorOf(workload(null), inventory)).toMatchObject({
      kind: 'known',
      matchLabels,
      verified: true,
    });
  });

  it('gives keys in one order', () => {
    const labels = { c: '1', a: '1', b: '1' };
    const inventory = { pods: [pod('cart-1', 'cart', labels)], owners: [owner('cart', labels)] };
    const selector = selectorOf(workload(null), inventory);
    expect(selector.kind === 'known' && Object.keys(selector.matchLabels)).toEqual(['a', 'b', 'c']);
  });

  it('says that several owners share the name', () => {
    const pods = [pod('a-1', 'cart', { app: 'cart', x: 'a' }), pod('b-1', 'cart', { app: 'cart', x: 'b' })];
    const { findings } = selectorOf(workload(null), {
      pods,
      owners: [owner('a', { app: 'cart', x: 'a' }), owner('b', { app: 'cart', x: 'b' })],
    });
    expect(findings.map(({ id, rows }) => [id, rows])).toEqual([
      ['shared-name', ['Deployment shop/a', 'Deployment shop/b']],
    ]);
  });

  it('never selects pods of others', () => {
    const inventory = {
      pods: [pod('cart-1', 'cart', { app: 'shop' }), pod('web-1', 'web', { app: 'shop', x: 'y' })],
      owners: [owner('cart', { app: 'shop' })],
    };
    const selector = selectorOf(workload({ app: 'shop' }), inventory);
    expect(selector.kind).toBe('unknown');
    expect(selector.findings).toMatchObject([{ id: 'selector-too-wide', rows: ['shop/web-1'] }]);
  });

  it('prefers a label of its own to one that a whole product wears', () => {
    const labels = { 'sidecar.istio.io/inject': 'true', 'app.kubernetes.io/part-of': 'shop', who: 'cart' };
    const inventory = { pods: [pod('cart-1', 'cart', labels)], owners: [] };
    expect(selectorOf(workload(null), inventory)).toMatchObject({ matchLabels: { who: 'cart' } });
  });

  it('adds such a label where only it tells namesakes apart', () => {
    const pods = [
      pod('cart-1', 'cart', { app: 'api', 'app.kubernetes.io/part-of': 'shop' }),
      pod('pay-1', 'pay', { app: 'api', 'app.kubernetes.io/part-of': 'bank' }),
    ];
    expect(selectorOf(workload(null), { pods, owners: [] })).toMatchObject({
      matchLabels: { app: 'api', 'app.kubernetes.io/part-of': 'shop' },
    });
  });

  it('takes one alone only from an owner, which keeps all others away from it', () => {
    const pods = [pod('cart-1', 'cart', { 'app.kubernetes.io/part-of': 'shop' }), web];
    expect(selectorOf(workload(null), { pods, owners: [] }).kind).toBe('unknown');
    const owners = [owner('cart', { 'app.kubernetes.io/part-of': 'shop' })];
    expect(selectorOf(workload(null), { pods, owners }).kind).toBe('known');
  });

  it('never selects the namespace', () => {
    const inventory = { pods: [pod('cart-1', 'cart', { version: 'v1' })], owners: [] };
    const selector = selectorOf(workload({ app: 'cart' }), inventory);
    expect(selector.kind).toBe('unknown');
    expect(selector.findings).toMatchObject([{ id: 'selector-unknown' }]);
  });
});

describe('selectorOf without one', () => {
  it.each<[string, Inventory | null]>([
    ['no inventory', null],
    ['one that doesn’t know the workload', { pods: [web], owners: [] }],
  ])('takes what reporters have in common: %s', (_, inventory) => {
    const labels = {
      version: 'v1',
      app: 'cart',
      'service.istio.io/canonical-name': 'cart',
      'service.istio.io/canonical-revision': 'v1',
      'security.istio.io/tlsMode': 'istio',
      'istio.io/rev': 'default',
      'app.kubernetes.io/version': '1',
      'helm.sh/chart': 'cart-1',
      'not a label': 'x',
      broken: 'a\u0085b',
    };
    expect(selectorOf(workload(labels), inventory)).toMatchObject({
      kind: 'known',
      matchLabels: { app: 'cart' },
      verified: false,
      findings: [{ id: 'selector-unverified', workload: 'Kubernetes/shop/cart' }],
    });
  });

  it.each<[string, Workload]>([
    ['no labels said', workload(null)],
    ['none in common', workload({})],
    ['only those of Y2', workload({ version: 'v1', 'pod-template-hash': 'x' })],
    ['only those of a whole product', workload({ 'app.kubernetes.io/part-of': 'shop' })],
    ['only what injects the proxy', workload({ 'sidecar.istio.io/inject': 'true', version: 'v1' })],
    ['K3: a waypoint', workload({ app: 'cart' }, { plane: 'waypoint' })],
  ])('knows none: %s', (_, one) => {
    const selector = selectorOf(one, null);
    expect(selector.kind).toBe('unknown');
    expect(selector.findings).toMatchObject([{ id: 'selector-unknown' }]);
  });

  /**
   * What one reporter leaves out, no selector may have: so a single one can make it as wide as its own
   * labels.
   */
  it.each<[string, Labels, Inventory | null, readonly Workload[], readonly string[]]>([
    [
      'reporters of another workload say the same',
      { team: 'a' },
      null,
      [neighbour('web', { app: 'web', team: 'a' })],
      ['shop/web'],
    ],
    [
      'pods of the inventory have the same',
      { app: 'web' },
      { pods: [web], owners: [] },
      [],
      ['shop/web-1-a'],
    ],
  ])('never selects others: %s', (_, labels, inventory, neighbours, rows) => {
    const selector = selectorOf(workload(labels), inventory, neighbours);
    expect(selector.kind).toBe('unknown');
    expect(selector.findings).toMatchObject([{ id: 'selector-too-wide', rows }]);
  });

  it.each<[string, Workload]>([
    ['itself', workload({ app: 'cart', x: 'y' })],
    ['one of another namespace', neighbour('web', { app: 'cart' }, { namespace: 'other' })],
    ['one of another cluster', neighbour('web', { app: 'cart' }, { cluster: 'east' })],
    ['one that differs', neighbour('web', { app: 'web' })],
    ['one that said no labels', neighbour('web', null)],
  ])('is known beside %s', (_, other) => {
    expect(selectorOf(workload({ app: 'cart' }), null, [other])).toMatchObject({
      kind: 'known',
      matchLabels: { app: 'cart' },
      verified: false,
    });
  });
});

function neighbour(name: string, labels: Labels | null, key: Partial<Workload['key']> = {}): Workload {
  return workload(labels, { key: { cluster: 'Kubernetes', namespace: 'shop', name, ...key } });
}
