import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { rbacRule } from './rbac-rule.ts';
import { watchedResources } from './resources.ts';

const rules = watchedResources('mesh', ['istio', 'istio-canary']).map((resource) => ({
  resource,
  rule: rbacRule(resource),
}));

it('every resource has the rule that permits it and no more', () => {
  for (const { resource, rule } of rules) {
    expect(parse(rule)).toEqual([
      {
        apiGroups: [resource.group],
        resources: [resource.plural],
        ...(resource.one && { resourceNames: [resource.one.name] }),
        verbs: ['list', 'watch'],
      },
    ]);
  }
});

it('says where the rule belongs', () => {
  const where = rules.map(({ resource, rule }) => `${resource.name} ${rule.split('\n')[0]}`);
  expect(where).toContain('pods # rules of the ClusterRole');
  expect(where).toContain('configmaps/istio-canary # rules of a Role in namespace mesh');
});
