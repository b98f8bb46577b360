import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { watchedResources } from '../../src/kube/watch/resources.ts';
import { objectsIn, onlyOf } from '../support/chart/rendered-object.ts';
import { ROOT } from '../support/docs/repository-files.ts';

interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** `list apps/deployments`, `watch /configmaps/istio in istio-system`: one line for each thing that is granted. */
function grants(rules: readonly PolicyRule[], where = ''): string[] {
  return rules.flatMap(({ apiGroups, resources, resourceNames = [''], verbs }) =>
    verbs.flatMap((verb) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          resourceNames.map((name) => `${verb} ${group}/${resource}${name && `/${name}`}${where}`),
        ),
      ),
    ),
  );
}

const objects = objectsIn(readFileSync(join(ROOT, 'deploy/manifests/leastpath.yaml'), 'utf8'));
const clusterRole = onlyOf(objects, 'ClusterRole');
const role = onlyOf(objects, 'Role');

it('the chart grants what the watches read and nothing else', () => {
  const granted = [
    ...grants(clusterRole.rules),
    ...grants(role.rules, ` in ${role.metadata.namespace}`),
  ].sort();
  const needed = watchedResources('istio-system').flatMap(({ group, plural, one }) =>
    ['list', 'watch'].map(
      (verb) => `${verb} ${group}/${plural}${one === null ? '' : `/${one.name} in ${one.namespace}`}`,
    ),
  );

  expect(needed.length).toBeGreaterThan(30);
  expect(granted).toEqual(needed.sort());
});

it.each(['ClusterRole', 'Role'])('binds the %s to the account that the pod runs as', (kind) => {
  const binding = onlyOf(objects, `${kind}Binding`);
  const bound = onlyOf(objects, kind);
  const pod = onlyOf(objects, 'StatefulSet').spec.template.spec;

  expect(binding.metadata.namespace).toBe(bound.metadata.namespace);
  expect(binding.roleRef).toMatchObject({ kind, name: bound.metadata.name });
  expect(binding.subjects).toEqual([
    { kind: 'ServiceAccount', name: pod.serviceAccountName, namespace: 'leastpath' },
  ]);
  expect(pod.automountServiceAccountToken).toBe(true);
});
