import { describe, expect, it } from 'vitest';
import { NO_VIEW } from '../../test/support/sample-cluster.ts';
import { policyName } from '../core/model/policy.ts';
import { type ClusterObjects, inventoryOf, type SeenPod } from './inventory-of.ts';
import { type OwnerObject, ownerObject, podObject } from './kube-object.ts';
import { policyObject } from './policy-object.ts';

const T0 = Date.parse('2026-11-01T00:00:00Z');

function seen(
  name: string,
  change: Partial<SeenPod> = {},
  metadata: object = {},
  spec: object = {},
): SeenPod {
  const object = podObject.parse({
    metadata: { name, namespace: 'shop', creationTimestamp: new Date(T0), ...metadata },
    spec: { containers: [{ name: 'app' }], ...spec },
  });
  return { object, from: null, goneAt: null, ...change };
}

function objects(change: Partial<ClusterObjects>): ClusterObjects {
  return { pods: [], owners: new Map(), policies: null, configMaps: [], view: NO_VIEW, ...change };
}

const ownersOf = (name: string): ReadonlyMap<string, OwnerObject> =>
  new Map([
    [
      `ReplicaSet/shop/cart-1`,
      ownerObject.parse({
        metadata: { name: 'cart-1', ownerReferences: [{ kind: 'Deployment', name, controller: true }] },
      }),
    ],
    [
      `Deployment/shop/${name}`,
      ownerObject.parse({ metadata: { name }, spec: { selector: { matchLabels: { app: name } } } }),
    ],
  ]);
const OWNED = { ownerReferences: [{ kind: 'ReplicaSet', name: 'cart-1', controller: true }] };

describe('what hasn’t changed', () => {
  it('keeps its pods and owners', () => {
    const pods = [seen('cart-1-x', {}, OWNED), seen('web')];
    const owners = ownersOf('cart');
    const first = inventoryOf(objects({ pods, owners }), 'k');
    const next = inventoryOf(objects({ pods: [...pods, seen('new')], owners: new Map(owners) }), 'k');
    expect(next.pods).toHaveLength(3);
    expect(next.pods[0]).toBe(first.pods[0]);
    expect(next.pods[1]).toBe(first.pods[1]);
    expect(next.owners[0]).toBe(first.owners[0]);
    expect(first.owners.map(({ name }) => name)).toEqual(['cart']);
  });

  it.each<[string, (pod: SeenPod) => [SeenPod, Partial<ClusterObjects>], object]>([
    ['its end', (pod) => [{ ...pod, goneAt: T0 + 60_000 }, {}], { endTime: T0 + 50_000 }],
    ['its beginning', (pod) => [{ ...pod, from: T0 + 1 }, {}], { startTime: T0 + 1 }],
    [
      'its owner',
      (pod) => [pod, { owners: ownersOf('other') }],
      { workload: { cluster: 'k', namespace: 'shop', name: 'other' } },
    ],
    [
      'its namespace',
      (pod) => [
        pod,
        {
          view: {
            ...NO_VIEW,
            namespaces: [{ name: 'shop', labels: { 'istio.io/dataplane-mode': 'ambient' } }],
          },
        },
      ],
      { inbound: { plane: 'ambient' } },
    ],
  ])('does not, where %s has', (_, change, expected) => {
    const pod = seen('cart-1-x', {}, OWNED);
    const [before] = inventoryOf(objects({ pods: [pod], owners: ownersOf('cart') }), 'k').pods;
    const [next, rest] = change(pod);
    const [after] = inventoryOf(objects({ pods: [next], owners: ownersOf('cart'), ...rest }), 'k').pods;
    expect(before).not.toMatchObject(expected);
    expect(after).toMatchObject(expected);
  });
});

describe('the label of an ambient namespace', () => {
  const view = {
    ...NO_VIEW,
    namespaces: [{ name: 'shop', labels: { 'istio.io/dataplane-mode': 'ambient' } }],
  };
  it.each([
    ['counts', seen('a'), 'ambient'],
    ['not for a pod that says no', seen('a', {}, { labels: { 'istio.io/dataplane-mode': 'none' } }), 'none'],
    ['not on a node’s network', seen('a', {}, {}, { hostNetwork: true }), 'none'],
    ['not for a sidecar', seen('a', {}, {}, { containers: [{ name: 'istio-proxy' }] }), 'sidecar'],
    ['not elsewhere', seen('a', {}, { namespace: 'bank' }), 'none'],
  ])('%s', (_, pod, plane) => {
    expect(inventoryOf(objects({ pods: [pod], view }), 'k').pods[0]?.inbound?.plane).toBe(plane);
  });
});

it('an end that the object tells is not put off', () => {
  const ended = seen('a', { goneAt: T0 + 9000 }, { deletionTimestamp: new Date(T0 + 3000) });
  expect(inventoryOf(objects({ pods: [ended] }), 'k').pods[0]?.endTime).toBe(T0 + 3000);
});

it('policies are in the order of their names, and none is not the same as none listed', () => {
  const of = (name: string) =>
    policyObject.parse({ kind: 'AuthorizationPolicy', metadata: { name, namespace: 'shop' } });
  const policies = inventoryOf(objects({ policies: [of('b'), of('a')] }), 'k').policies;
  expect(policies?.map(policyName)).toEqual(['shop/a', 'shop/b']);
  expect(inventoryOf(objects({ policies: [] }), 'k').policies).toEqual([]);
  expect(inventoryOf(objects({ policies: null }), 'k').policies).toBeNull();
});
