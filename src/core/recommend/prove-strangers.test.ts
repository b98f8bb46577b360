import { describe, expect, it } from 'vitest';
import { operationOf } from '../../../test/golden/recommend/operation-of.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AllowPolicy, Rule } from '../model/policy.ts';
import { isVerified } from './evidence.ts';
import { firstStranger } from './prove-strangers.ts';
import { DEFAULT_MESH } from './recommend-input.ts';

const web = 'cluster.local/ns/shop/sa/web';
const evidence = [operationOf({ from: web }), operationOf({ from: web, port: 5432, tcp: true })].filter(
  isVerified,
);

const point: EnforcementPoint = {
  plane: 'sidecar',
  namespace: 'shop',
  labels: {},
  service: null,
  mesh: DEFAULT_MESH,
};

function policy(principals: string[] | null, ports: string[] | null): AllowPolicy {
  const rule: Rule = {
    ...(principals === null ? {} : { from: [{ source: { principals } }] }),
    ...(ports === null ? {} : { to: [{ operation: { ports } }] }),
  };
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'p', namespace: 'shop' },
    spec: { action: 'ALLOW', rules: [rule] },
  };
}

describe('firstStranger', () => {
  it.each<[string, string[] | null, string[] | null, object | null]>([
    ['none', [web], ['8080', '5432'], null],
    ['no from', null, ['8080'], { caller: { principal: null }, port: 8080 }],
    ['no ports', [web], null, { caller: { principal: web }, port: 1 }],
    ['any caller', ['*'], ['8080'], { caller: { principal: `x${web}` } }],
    ['prefix', [`${web}*`], ['8080'], { caller: { principal: `${web}-x` } }],
    ['suffix', [`*${web}`], ['8080'], { caller: { principal: `x${web}` } }],
    ['namespace lost', ['*/sa/web'], ['8080'], { caller: { principal: `x${web}` } }],
    ['only on TCP', ['*'], ['5432'], { caller: { principal: `x${web}` }, port: 5432 }],
  ])('%s', (_, principals, ports, flow) => {
    const found = firstStranger(policy(principals, ports), evidence, point);
    if (flow === null) expect(found).toBeNull();
    else expect(found?.flow).toMatchObject(flow);
  });
});
