import { expect, it } from 'vitest';
import type { AuthorizationPolicy, PolicySpec } from '../model/policy.ts';
import { lintPolicies } from './lint-policies.ts';

function policy(name: string, spec: PolicySpec, dryRun = true, namespace = 'shop'): AuthorizationPolicy {
  const annotations = dryRun ? { annotations: { 'istio.io/dry-run': 'true' } } : {};
  const metadata = { name, namespace, ...annotations };
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata, spec };
}

const app = (name: string) => ({ selector: { matchLabels: { app: name } } });
const service = (name: string) => ({ targetRefs: [{ kind: 'Service', name }] });

it.each<[string, AuthorizationPolicy[], string[]]>([
  [
    'a name twice',
    [policy('a', {}, false), policy('b', {}, false), policy('a', app('x'), false)],
    ['2 duplicate-name'],
  ],
  ['a name in two namespaces', [policy('a', {}, false), policy('a', {}, false, 'pay')], []],
  [
    'R4: two dry-runs for one workload',
    [policy('a', app('x')), policy('b', app('x'))],
    ['1 dry-runs-united'],
  ],
  [
    'R4: … one of them for the namespace',
    [policy('a', {}), policy('b', app('x')), policy('c', app('y'))],
    ['1 dry-runs-united', '2 dry-runs-united'],
  ],
  [
    'R4: … by labels that one workload may have',
    [policy('a', app('x')), policy('b', { selector: { matchLabels: { tier: 'x' } } })],
    ['1 dry-runs-united'],
  ],
  ['R4: for two workloads', [policy('a', app('x')), policy('b', app('y'))], []],
  [
    'R4: for one service',
    [policy('a', service('x')), policy('b', service('x')), policy('c', service('y'))],
    ['1 dry-runs-united'],
  ],
  [
    'R4: enforced ones, a DENY, another namespace',
    [
      policy('a', {}),
      policy('b', {}, false),
      policy('c', { action: 'DENY', rules: [{}] }),
      policy('d', {}, true, 'pay'),
    ],
    [],
  ],
])('%s', (_title, policies, expected) => {
  expect(lintPolicies(policies).map(({ index, id }) => `${index} ${id}`)).toEqual(expected);
});
