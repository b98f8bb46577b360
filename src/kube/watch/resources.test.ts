import { expect, it } from 'vitest';
import { ownerObject } from '../kube-object.ts';
import { resourcePath, resourceQuery } from './resource-path.ts';
import { watchedResources } from './resources.ts';

const resources = watchedResources('istio-system', ['istio', 'istio-canary']);

function named(name: string) {
  const found = resources.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`${name} isn't watched`);
  return found;
}

it('has a name of its own for each, pods first', () => {
  const names = resources.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names[0]).toBe('pods');
  expect(names.slice(-2)).toEqual(['configmaps/istio', 'configmaps/istio-canary']);
});

it.each([
  ['pods', '/api/v1/pods', 'limit=1'],
  ['deployments.apps', '/apis/apps/v1/deployments', 'limit=1'],
  [
    'configmaps/istio',
    '/api/v1/namespaces/istio-system/configmaps',
    'limit=1&fieldSelector=metadata.name%3Distio',
  ],
])('%s is asked for where it is', (name, path, query) => {
  const resource = named(name);
  expect(resourcePath(resource, 'v1')).toBe(path);
  expect(resourceQuery(resource, { limit: '1' })).toBe(query);
});

it('keeps of a ReplicaSet of a Deployment what leads to it', () => {
  const set = {
    metadata: {
      name: 'web-1',
      namespace: 'shop',
      labels: { app: 'web' },
      ownerReferences: [{ kind: 'Deployment', name: 'web', controller: true }],
    },
    spec: { selector: { matchLabels: { app: 'web' } } },
  };
  const [read] = named('replicasets.apps').reads;
  const { name, namespace, ownerReferences } = set.metadata;

  expect(read?.schema.parse(set)).toEqual({ metadata: { name, namespace, ownerReferences } });
  const alone = { ...set, metadata: { ...set.metadata, ownerReferences: [] } };
  expect(read?.schema.parse(alone)).toEqual(ownerObject.parse(alone));
});

it('reads a CronJob as an owner and for its schedule', () => {
  const cronJob = { metadata: { name: 'nightly', namespace: 'shop' }, spec: { schedule: '0 3 * * *' } };
  const read = named('cronjobs.batch').reads.map(({ schema }) => schema.parse(cronJob));
  expect(read).toMatchObject([{ metadata: { name: 'nightly' } }, { schedule: '0 3 * * *' }]);
});
