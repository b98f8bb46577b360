import { expect, it } from 'vitest';
import type { EnforcementPoint } from '../../src/core/model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../../src/core/model/policy.ts';
import { lintPolicy } from '../../src/core/validate/lint-policy.ts';
import { validatePolicy } from '../../src/core/validate/validate-policy.ts';
import { judge } from '../support/oracle/ask-oracle.ts';
import { judgeLine } from '../support/oracle/judge-line.ts';

const PARTS = ['{*}', '{**}', 'a', ''];
const EDGES = ['', '/', '//'];

const point: EnforcementPoint = {
  plane: 'sidecar',
  namespace: 'shop',
  labels: {},
  service: null,
  mesh: {
    rootNamespace: 'istio-system',
    trustDomain: 'cluster.local',
    aliases: [],
    pathNormalization: 'BASE',
  },
};

it('T6: Envoy dies of the templates that lint calls critical, and of no other that Istio takes', async () => {
  const policies = templates()
    .map(policyWith)
    .filter((policy) => validatePolicy(policy).length === 0);
  const lines = policies.map((policy, index) => judgeLine(String(index), [policy], point, flow));
  const judged = await judge(lines, 2);

  const critical = policies.map((policy) =>
    lintPolicy(policy).some(({ severity }) => severity === 'critical'),
  );
  const died = judged.map(({ error }) => error?.includes('abort') === true);
  const path = (policy: AuthorizationPolicy) => policy.spec.rules?.[0]?.to?.[0]?.operation.paths?.[0];
  const of = (flags: readonly boolean[]) => policies.filter((_, index) => flags[index]).map(path);
  expect(of(died)).toEqual(of(critical));
  expect(judged.filter(({ verdict }) => verdict !== undefined)).toHaveLength(
    policies.length - of(died).length,
  );
  expect(of(died).length).toBeGreaterThan(20);
  expect(policies.length - of(died).length).toBeGreaterThan(8);
});

const flow = {
  source: { address: '10.1.2.3' },
  destination: { address: '10.96.0.2', port: 8080 },
  protocol: 'http',
  request: { method: 'GET', path: '/a', host: 'a', headers: {} },
} as const;

/** One and two segments of all kinds, with all kinds of ends. */
function templates(): string[] {
  const paths = PARTS.flatMap((one) => [one, ...PARTS.map((other) => `${one}/${other}`)]);
  const all = EDGES.flatMap((start) => EDGES.flatMap((end) => paths.map((path) => start + path + end)));
  return [...new Set(all.filter((path) => path.includes('{')))];
}

function policyWith(path: string): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'template', namespace: 'shop' },
    spec: { rules: [{ to: [{ operation: { paths: [path] } }] }] },
  };
}
