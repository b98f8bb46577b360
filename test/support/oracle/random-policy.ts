import type { EnforcementPoint } from '../../../src/core/model/enforcement-point.ts';
import type { Action, AuthorizationPolicy, Rule, TargetRef } from '../../../src/core/model/policy.ts';
import type { Random } from './random.ts';
import { GATEWAYS } from './random-point.ts';
import { randomRule } from './random-rule.ts';
import { APPS, NAMESPACES } from './words.ts';

const ACTIONS: readonly Action[] = [
  ...Array<Action>(13).fill('ALLOW'),
  ...Array<Action>(5).fill('DENY'),
  'AUDIT',
  ...Array<Action>(1).fill('CUSTOM'),
];

/** One to four policies of which most reach the point; all are accepted by Istio. */
export function randomPolicies(random: Random, point: EnforcementPoint): AuthorizationPolicy[] {
  return Array.from({ length: 1 + random.int(4) }, (_, index) => randomPolicy(random, point, index));
}

/** `index` makes its name unlike its neighbours'; names of which one begins the other's change the order (B7). */
export function randomPolicy(random: Random, point: EnforcementPoint, index: number): AuthorizationPolicy {
  const action = random.pick(ACTIONS);
  const isShadow = (action === 'ALLOW' || action === 'DENY') && random.chance(0.06);
  const name = random.pick([`p${index}`, `p${index}-0`, `zz-last-${index}`, `a.b-${index}`, `p-1${index}`]);
  return {
    apiVersion: random.chance(0.8) ? 'security.istio.io/v1' : 'security.istio.io/v1beta1',
    kind: 'AuthorizationPolicy',
    metadata: {
      name,
      namespace: randomHome(random, point),
      ...(isShadow && {
        annotations: { 'istio.io/dry-run': random.pick(['true', '1', 'T', 'TRUE', 'false', '0']) },
      }),
    },
    spec: {
      ...randomReach(random, point),
      ...((action !== 'ALLOW' || random.chance(0.6)) && { action }),
      ...(action === 'CUSTOM' && { provider: { name: 'external' } }),
      ...randomRules(random, action),
    },
  };
}

function randomHome(random: Random, { namespace, service, mesh }: EnforcementPoint): string {
  if (random.chance(0.14)) return mesh.rootNamespace;
  if (random.chance(0.08)) return random.pick(NAMESPACES);
  return service !== null && random.chance(0.6) ? service.namespace : namespace;
}

/** Selectors and targetRefs that reach the point, mostly. */
function randomReach(
  random: Random,
  point: EnforcementPoint,
): Pick<AuthorizationPolicy['spec'], 'selector' | 'targetRefs'> {
  const refers = point.plane === 'sidecar' ? 0.05 : point.plane === 'gateway' ? 0.4 : 0.9;
  if (random.chance(refers)) return { targetRefs: random.some(targets(random, point), 1, 2) };
  const labels = Object.entries(point.labels);
  return random.pick([
    {},
    {},
    { selector: { matchLabels: Object.fromEntries(random.some(labels, 1, 2)) } },
    { selector: { matchLabels: { app: point.labels.app ?? '' } } },
    { selector: { matchLabels: { app: random.pick(APPS), tier: 'back' } } },
    { selector: random.pick([{}, { matchLabels: {} }]) },
  ]);
}

function targets(random: Random, { plane, service }: EnforcementPoint): TargetRef[] {
  const gateway = {
    group: 'gateway.networking.k8s.io',
    kind: 'Gateway',
    name: plane === 'waypoint' ? 'waypoint' : 'main-gw',
  };
  const isEntry = service?.kind === 'ServiceEntry';
  const group = isEntry
    ? { group: 'networking.istio.io' }
    : random.pick([{}, { group: '' }, { group: 'core' }]);
  const own = { ...group, kind: service?.kind ?? 'Service', name: service?.name ?? 'web' };
  return [
    gateway,
    ...(plane === 'waypoint' ? [own, own, own] : [gateway, gateway]),
    { ...gateway, name: random.pick([...GATEWAYS, 'other-gw']) },
    {
      group: 'gateway.networking.k8s.io',
      kind: 'GatewayClass',
      name: random.pick(['istio-waypoint', 'istio']),
    },
    { ...own, name: random.pick(APPS) },
  ];
}

function randomRules(random: Random, action: Action): { rules?: Rule[] } {
  if (action !== 'DENY' && action !== 'CUSTOM' && random.chance(0.04)) return {};
  if (random.chance(action === 'ALLOW' ? 0.05 : 0.02)) return { rules: [{}] };
  const count = random.chance(0.04) ? 10 + random.int(4) : 1 + random.int(4);
  return { rules: Array.from({ length: count }, () => randomRule(random, action)) };
}
