import { GATEWAY_NAME } from '../model/enforcement-point.ts';
import type { NodeType } from '../model/record.ts';
import type { Labels } from '../model/workload.ts';

const MESH_CONTROLLER = 'istio.io-mesh-controller';
const GATEWAY_CONTROLLER = 'istio.io-gateway-controller';

/**
 * What kind of proxy a pod with these labels runs (Y7). Gateways of the classic charts say it twice, as
 * `istio: NAME` and `app: NAME` or `app: istio-NAME`; those of the Gateway API carry their Gateway's name.
 */
export function nodeTypeOf(labels: Labels): NodeType {
  const managed = labels['gateway.istio.io/managed'];
  const gatewayClass = labels['gateway.networking.k8s.io/gateway-class-name'];
  if (managed === MESH_CONTROLLER || gatewayClass === 'istio-waypoint') return 'waypoint';
  if (managed === GATEWAY_CONTROLLER || labels[GATEWAY_NAME]) return 'router';
  const { istio, app } = labels;
  if (!istio) return 'sidecar';
  return istio.endsWith('gateway') || app === istio || app === `istio-${istio}` ? 'router' : 'sidecar';
}
