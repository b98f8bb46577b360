import type { z } from 'zod';
import type { ClusterView } from '../core/model/cluster-view.ts';
import { endpointSliceObject } from './endpoint-slice-object.ts';
import { istioGateway, kubernetesGateway } from './gateway-object.ts';
import { peerAuthenticationObject } from './peer-authentication-object.ts';
import { cronJobObject, namespaceObject, serviceAccountObject } from './plain-objects.ts';
import { serviceObject } from './service-object.ts';
import { telemetryObject } from './telemetry-object.ts';

type ViewKey = Exclude<keyof ClusterView, 'logging'>;

/** A kind of object that a ClusterView is read from. */
export interface ViewResource {
  readonly key: ViewKey;
  /** Of its API; '' = the core API. */
  readonly group: string;
  readonly kind: string;
  readonly schema: z.ZodType;
}

/** Gateways are of two APIs. */
export const VIEW_RESOURCES: readonly ViewResource[] = [
  { key: 'services', group: '', kind: 'Service', schema: serviceObject },
  {
    key: 'endpointSlices',
    group: 'discovery.k8s.io',
    kind: 'EndpointSlice',
    schema: endpointSliceObject,
  },
  { key: 'namespaces', group: '', kind: 'Namespace', schema: namespaceObject },
  { key: 'serviceAccounts', group: '', kind: 'ServiceAccount', schema: serviceAccountObject },
  { key: 'cronJobs', group: 'batch', kind: 'CronJob', schema: cronJobObject },
  { key: 'gateways', group: 'gateway.networking.k8s.io', kind: 'Gateway', schema: kubernetesGateway },
  { key: 'gateways', group: 'networking.istio.io', kind: 'Gateway', schema: istioGateway },
  {
    key: 'peerAuthentications',
    group: 'security.istio.io',
    kind: 'PeerAuthentication',
    schema: peerAuthenticationObject,
  },
  { key: 'telemetries', group: 'telemetry.istio.io', kind: 'Telemetry', schema: telemetryObject },
];
