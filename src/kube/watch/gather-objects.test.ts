import { expect, it } from 'vitest';
import { gatherObjects, type HeldResource } from './gather-objects.ts';
import { watchedResources } from './resources.ts';

/** What each resource holds, by its name; all others were not listed. */
function resourcesWith(held: ReadonlyMap<string, readonly (readonly unknown[])[]>): HeldResource[] {
  const [, ...others] = watchedResources('istio-system', ['istio', 'istio-canary']);
  return others.map((resource) => ({ resource, held: { values: () => held.get(resource.name) ?? null } }));
}

const set = { metadata: { name: 'web-1', namespace: 'shop' } };
const schedule = { namespace: 'shop', name: 'nightly', schedule: '0 3 * * *' };
const cronJob = { metadata: { name: 'nightly', namespace: 'shop' } };

it('knows of nothing that was not listed', () => {
  const { owners, policies, configMaps, view } = gatherObjects(resourcesWith(new Map()))([]);
  expect([[...owners], policies, configMaps]).toEqual([[], null, []]);
  expect(Object.keys(view)).toHaveLength(8);
  expect(Object.values(view)).toEqual(Array(8).fill(null));
});

it('puts every kind in its place', () => {
  const held = new Map([
    ['replicasets.apps', [[set]]],
    ['cronjobs.batch', [[cronJob, schedule]]],
    ['authorizationpolicies.security.istio.io', [['policy']]],
    ['services', [['service']]],
    ['configmaps/istio', [['one']]],
    ['configmaps/istio-canary', [['two']]],
  ]);
  const { owners, policies, configMaps, view } = gatherObjects(resourcesWith(held))([]);
  expect([...owners]).toEqual([
    ['ReplicaSet/shop/web-1', set],
    ['CronJob/shop/nightly', cronJob],
  ]);
  expect(policies).toEqual(['policy']);
  expect(configMaps).toEqual(['one', 'two']);
  expect(view).toMatchObject({ services: ['service'], cronJobs: [schedule], namespaces: null });
});

it('gateways are of two APIs, and known when one is', () => {
  const held = new Map([['gateways.networking.istio.io', [['istio']]]]);
  const gather = gatherObjects(resourcesWith(held));
  expect(gather([]).view.gateways).toEqual(['istio']);
  held.set('gateways.gateway.networking.k8s.io', [['kubernetes']]);
  expect(gather([]).view.gateways).toEqual(['kubernetes', 'istio']);
});

it('what did not change is the same from call to call', () => {
  const services: readonly (readonly unknown[])[] = [['service']];
  const held = new Map<string, readonly (readonly unknown[])[]>([
    ['services', services],
    ['replicasets.apps', [[set]]],
  ]);
  const gather = gatherObjects(resourcesWith(held));
  const before = gather([]);
  held.set('namespaces', []);
  const after = gather([]);
  expect(after.owners).toBe(before.owners);
  expect(after.view.services).toBe(before.view.services);
  expect(after.view.namespaces).toEqual([]);
  held.set('services', [...services]);
  expect(gather([]).view.services).not.toBe(before.view.services);
});
