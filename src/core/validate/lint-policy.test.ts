import { describe, expect, it } from 'vitest';
import { by, OPERATION, policy, rules, said, to } from '../../../test/support/lint-policies.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { lintPolicy } from './lint-policy.ts';
import type { LintContext } from './policy-finding.ts';
import { validatePolicy } from './validate-policy.ts';

describe('what policies attach to', () => {
  const ref = (kind: string, group = 'gateway.networking.k8s.io') => ({
    group,
    kind,
    name: 'istio-waypoint',
  });
  const root = { namespace: 'istio-system' };
  it.each<[string, AuthorizationPolicy, string[], LintContext?]>([
    [
      'Z12: selector: {}',
      policy({ selector: {}, action: 'DENY', rules: [{}] }),
      ['warning empty-selector spec.selector', 'info denies-everything spec.rules[0]'],
    ],
    [
      'V5: no labels',
      policy({ selector: { matchLabels: {} }, action: 'DENY', rules: [{}] }),
      ['info empty-selector spec.selector', 'info denies-everything spec.rules[0]'],
    ],
    [
      'V7: a deny-all of the root namespace',
      { ...policy({}, root), spec: {} },
      ['warning gateways-in-scope spec'],
    ],
    [
      'V7: … of another root namespace',
      { ...policy({}), spec: {} },
      ['warning gateways-in-scope spec'],
      { mesh: { rootNamespace: 'shop' } },
    ],
    ['V7: … of a namespace', { ...policy({}), spec: { rules: [] } }, ['info gateways-in-scope spec']],
    [
      'V7: one that allows everything',
      { ...policy({}, root), spec: { rules: [{}] } },
      ['info allows-everything spec.rules[0]'],
    ],
    ['V7: a dry run', { ...policy({}, { ...root, annotations: { 'istio.io/dry-run': 'T' } }), spec: {} }, []],
    [
      'K3: a GatewayClass elsewhere',
      policy({ targetRefs: [ref('GatewayClass')] }),
      ['warning gateway-class-elsewhere spec.targetRefs[0]'],
    ],
    ['K3: a GatewayClass in the root namespace', policy({ targetRefs: [ref('GatewayClass')] }, root), []],
  ])('%s', (_title, one, expected, context) => {
    expect(validatePolicy(one)).toEqual([]);
    expect(said(one, context)).toEqual(expected);
  });

  it('K1: says that sidecars don’t see targetRefs', () => {
    expect(lintPolicy(policy({ targetRefs: [ref('Gateway')] })).map(({ id }) => id)).toContain(
      'not-for-sidecars',
    );
  });
});

describe('W5, T8: versions', () => {
  it.each<[string, AuthorizationPolicy, readonly [number, number]]>([
    ['serviceAccounts', by({ serviceAccounts: ['a'] }), [1, 25]],
    ['notTrustDomains', by({ notTrustDomains: ['a'], principals: ['*'] }), [1, 31]],
    [
      'source.serviceAccount',
      rules('ALLOW', { when: [{ key: 'source.serviceAccount', values: ['a'] }] }),
      [1, 25],
    ],
    ['templates', to({ paths: ['/{*}'] }), [1, 22]],
    ['targetRefs', policy({ targetRefs: [{ kind: 'Service', name: 'a' }] }), [1, 22]],
  ])('%s', (_title, one, since) => {
    const severities = (oldestIstio?: readonly [number, number]) =>
      lintPolicy(one, oldestIstio && { oldestIstio }).flatMap(({ id, severity }) =>
        id === 'needs-newer-istio' ? [severity] : [],
      );
    expect(severities()).toEqual(['info']);
    expect(severities([1, since[1] - 1])).toEqual(['critical']);
    expect(severities(since)).toEqual([]);
    expect(severities([2, 0])).toEqual([]);
  });
});

it('names equal findings once, with the other places, worst first', () => {
  const found = lintPolicy(to({ methods: ['get', 'put', 'x'], paths: ['{*}'] }));
  expect(found.map(({ severity }) => severity)).toEqual(['critical', 'warning', 'info', 'info']);
  expect(found[0]).toMatchObject({
    id: 'template-aborts-envoy',
    whatToDo: expect.stringContaining('"/{*}"'),
  });
  const [method, ...others] = found.filter(({ id }) => id === 'lower-case-method');
  expect(others).toEqual([]);
  expect(method?.why).toContain(`${OPERATION}.methods[1], ${OPERATION}.methods[2]`);
});
