import { expect, it } from 'vitest';
import { cart, policy } from '../../../test/support/authz-scene.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { PolicySpec, TargetRef } from '../model/policy.ts';
import { attachedTo } from './attached.ts';

const GATEWAY = 'gateway.networking.k8s.io';
const labels = { app: 'cart', [`${GATEWAY}/gateway-name`]: 'gw' };
const ztunnel: EnforcementPoint = { ...cart, plane: 'ztunnel' };
const gateway: EnforcementPoint = { ...cart, plane: 'gateway', labels };
const classic: EnforcementPoint = { ...cart, plane: 'gateway', labels: { istio: 'ingressgateway' } };
const waypoint: EnforcementPoint = {
  ...cart,
  plane: 'waypoint',
  labels,
  service: { name: 'cart', namespace: 'shop', kind: 'Service' },
};
const entry: EnforcementPoint = { ...waypoint, service: { ...waypoint.service!, kind: 'ServiceEntry' } };
const other: EnforcementPoint = { ...waypoint, service: { ...waypoint.service!, namespace: 'pay' } };

const on = (group: string, kind: string, name: string): PolicySpec => ({
  targetRefs: [{ group, kind, name }],
});
const gw = on(GATEWAY, 'Gateway', 'gw');
const service = on('', 'Service', 'cart');
const classOf = (name: string): TargetRef => ({ group: GATEWAY, kind: 'GatewayClass', name });

it.each<[string, EnforcementPoint, PolicySpec, string, boolean]>([
  ['V6 its namespace', cart, {}, 'shop', true],
  ['V6 another', cart, {}, 'pay', false],
  ['V6 the root namespace', cart, {}, 'istio-system', true],
  ['V6 its labels', cart, { selector: { matchLabels: { app: 'cart' } } }, 'shop', true],
  ['V6 one label more', cart, { selector: { matchLabels: { app: 'cart', x: 'y' } } }, 'shop', false],
  [
    'V6 the root namespace selects everywhere',
    cart,
    { selector: { matchLabels: { app: 'cart' } } },
    'istio-system',
    true,
  ],
  ['V5 an empty selector', cart, { selector: {} }, 'shop', true],
  ['V5 no labels', cart, { selector: { matchLabels: {} } }, 'shop', true],
  ['an empty label is not a missing one', cart, { selector: { matchLabels: { x: '' } } }, 'shop', false],
  ['K1 targetRefs hide it from a sidecar', cart, service, 'shop', false],
  ['K1 and from a classic gateway', classic, gw, 'shop', false],
  ['V7 a classic gateway', classic, {}, 'istio-system', true],
  ['V7 a Gateway API gateway', gateway, {}, 'shop', true],
  ['K2 by name', gateway, gw, 'shop', true],
  ['K2 by another name', gateway, on(GATEWAY, 'Gateway', 'gw2'), 'shop', false],
  ['K2 from another namespace', gateway, gw, 'istio-system', false],
  ['K2 by selector', gateway, { selector: { matchLabels: { app: 'cart' } } }, 'shop', true],
  ['K2 no Service', gateway, service, 'shop', false],
  [
    'K3 no selector reaches a waypoint',
    waypoint,
    { selector: { matchLabels: { app: 'cart' } } },
    'shop',
    false,
  ],
  ['V7 nor does none', waypoint, {}, 'istio-system', false],
  ['K3 its Service', waypoint, service, 'shop', true],
  ['K3 by the other word for the group', waypoint, on('core', 'Service', 'cart'), 'shop', true],
  ['K3 another Service', waypoint, on('', 'Service', 'web'), 'shop', false],
  ['K3 in the Service’s namespace', other, service, 'pay', true],
  ['K3 not in the waypoint’s', other, service, 'shop', false],
  ['K3 a ServiceEntry', entry, on('networking.istio.io', 'ServiceEntry', 'cart'), 'shop', true],
  ['K3 a Service is no ServiceEntry', entry, service, 'shop', false],
  ['K4 the Gateway', waypoint, gw, 'shop', true],
  [
    'K3 the class, from the root namespace',
    waypoint,
    { targetRefs: [classOf('istio-waypoint')] },
    'istio-system',
    true,
  ],
  ['K3 the class, from elsewhere', waypoint, { targetRefs: [classOf('istio-waypoint')] }, 'shop', false],
  ['K3 another class', waypoint, { targetRefs: [classOf('istio')] }, 'istio-system', false],
  ['K5 ztunnel goes by selectors', ztunnel, { selector: { matchLabels: { app: 'cart' } } }, 'shop', true],
  ['K5 and never by targetRefs', ztunnel, service, 'shop', false],
  ['Z12 an empty selector is none of its', ztunnel, { selector: {} }, 'shop', false],
  ['Z12 one without labels is', ztunnel, { selector: { matchLabels: {} } }, 'shop', true],
  ['Z12 a missing label is an empty one', ztunnel, { selector: { matchLabels: { x: '' } } }, 'shop', true],
])('%s', (_, point, spec, namespace, isAttached) => {
  const one = policy(spec, 'p', undefined, namespace);
  expect(attachedTo([one], point)).toEqual(isAttached ? [one] : []);
});
