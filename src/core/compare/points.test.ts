import { describe, expect, it } from 'vitest';
import type { AuthorizationPolicy, PolicySpec } from '../model/policy.ts';
import type { Labels } from '../model/workload.ts';
import { pointsOf } from './points.ts';

const mesh = {
  rootNamespace: 'root',
  trustDomain: 'cluster.local',
  aliases: [],
  pathNormalization: 'BASE',
} as const;

function policy(namespace: string, spec: PolicySpec = {}): AuthorizationPolicy {
  const metadata = { name: 'p', namespace };
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata, spec };
}

const on = (namespace: string, matchLabels: Labels) => policy(namespace, { selector: { matchLabels } });
const at = (namespace: string, kind: string, name: string) =>
  policy(namespace, { targetRefs: [{ kind, name }] });

describe('pointsOf', () => {
  it.each<[string, AuthorizationPolicy[], string[]]>([
    ['no policy', [], []],
    ['a namespace', [policy('shop')], ['shop/*']],
    ['V6: a selector', [on('shop', { app: 'web' })], ['shop/*', 'shop/app=web']],
    ['twice the same', [on('shop', { app: 'web' }), on('shop', { app: 'web' })], ['shop/*', 'shop/app=web']],
    ['Z12: a selector without labels', [policy('shop', { selector: {} })], ['shop/*']],
    [
      'selectors that no pod can meet both',
      [on('shop', { app: 'a' }), on('shop', { app: 'b' })],
      ['shop/*', 'shop/app=a', 'shop/app=b'],
    ],
    [
      'selectors that one pod can meet',
      [on('shop', { app: 'a' }), on('shop', { tier: 'b' })],
      ['shop/*', 'shop/app=a', 'shop/app=a,tier=b', 'shop/tier=b'],
    ],
    [
      'selectors of two namespaces',
      [on('a', { app: 'a' }), on('b', { app: 'b' })],
      ['a/*', 'a/app=a', 'b/*', 'b/app=b'],
    ],
    ['V6: the root namespace', [policy('root'), policy('shop')], ['root/*', 'shop/*', '*/*']],
    [
      'V6: a selector of the root namespace',
      [on('root', { app: 'a' }), policy('shop')],
      ['root/*', 'root/app=a', 'shop/*', 'shop/app=a', '*/*', '*/app=a'],
    ],
    ['K1: targets are no pods', [at('shop', 'Service', 'web')], ['shop/service:web']],
    ['K2: a gateway', [at('shop', 'Gateway', 'gw')], ['shop/gateway:gw', 'shop/waypoint:gw']],
    [
      'K3, K4: a service, maybe behind that waypoint',
      [at('shop', 'Gateway', 'gw'), at('shop', 'ServiceEntry', 'web'), at('pay', 'Service', 'card')],
      [
        'pay/*',
        'shop/*',
        'shop/gateway:gw',
        'shop/waypoint:gw',
        'pay/service:card',
        'shop/service-entry:web',
        'shop/service-entry:web@gw',
      ],
    ],
    ['K3: all waypoints', [at('root', 'GatewayClass', 'istio-waypoint')], ['root/*', '*/*', '*/waypoint']],
  ])('%s', (_, policies, names) => {
    const plain = names.filter((name) => name.endsWith('/*'));
    const found = pointsOf(policies, mesh).map(({ name }) => name);
    const targets = policies.every(({ spec }) => spec.targetRefs !== undefined);
    expect(targets ? found.filter((name) => !name.endsWith('/*')) : found).toEqual(
      targets ? names.filter((name) => !plain.includes(name)) : names,
    );
  });

  it('makes a workload with the labels, in its namespace', () => {
    expect(pointsOf([on('shop', { app: 'web' })], mesh)[1]).toEqual({
      name: 'shop/app=web',
      point: { plane: 'sidecar', namespace: 'shop', labels: { app: 'web' }, service: null, mesh },
    });
  });

  it('makes one in a namespace that no policy names', () => {
    const [, , , last] = pointsOf([policy('root'), policy('other'), policy('other-1')], mesh);
    expect(last).toMatchObject({ name: '*/*', point: { namespace: 'other-2', labels: {} } });
  });

  it('K2: takes a gateway for what it is', () => {
    const labels = { 'gateway.networking.k8s.io/gateway-name': 'gw' };
    expect(pointsOf([on('shop', labels)], mesh)[1]?.point.plane).toBe('gateway');
  });

  it('leaves pairs of selectors out where there are too many', () => {
    const many = Array.from({ length: 40 }, (_, index) => on('shop', { [`l${index}`]: 'a' }));
    expect(pointsOf(many, mesh)).toHaveLength(41);
  });
});
