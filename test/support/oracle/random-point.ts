import type { EnforcementPoint } from '../../../src/core/model/enforcement-point.ts';
import type { Random } from './random.ts';
import { APPS, NAMESPACES, ROOTS, TRUST_DOMAINS } from './words.ts';

const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';
export const GATEWAYS = ['main-gw', 'waypoint'];

/** A proxy of a plane that Envoy enforces on, in a mesh with settings of its own. */
export function randomPoint(random: Random): EnforcementPoint {
  const plane = random.pick(['sidecar', 'sidecar', 'sidecar', 'gateway', 'waypoint'] as const);
  const namespace = random.pick(NAMESPACES.slice(0, 4));
  const name = plane === 'waypoint' ? 'waypoint' : 'main-gw';
  return {
    plane,
    namespace,
    labels: {
      app: random.pick(APPS),
      ...(random.chance(0.4) && { tier: random.pick(['front', 'back']) }),
      ...(random.chance(0.3) && { version: random.pick(['v1', 'v2']) }),
      ...(plane !== 'sidecar' && { [GATEWAY_LABEL]: name }),
    },
    service:
      plane === 'waypoint' && random.chance(0.85)
        ? {
            name: random.pick(APPS),
            namespace: random.chance(0.7) ? namespace : random.pick(NAMESPACES),
            kind: random.pick(['Service', 'Service', 'ServiceEntry'] as const),
          }
        : null,
    mesh: {
      rootNamespace: random.pick(ROOTS),
      trustDomain: random.chance(0.55) ? 'cluster.local' : random.pick(TRUST_DOMAINS),
      aliases: random.chance(0.4) ? random.some([...TRUST_DOMAINS, '*-td'], 1, 2) : [],
      pathNormalization: random.chance(0.6)
        ? 'BASE'
        : random.pick(['NONE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'] as const),
    },
  };
}
