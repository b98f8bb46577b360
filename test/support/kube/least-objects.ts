import { istioObject, template } from './cluster-objects.ts';
import type { KubeObject } from './kube-objects.ts';

/** One object of each kind with nothing but what the server asks for: what is read must not need more. */
export function leastObjects(namespace: string): readonly KubeObject[] {
  const metadata = { namespace, name: 'least' };
  const labels = { app: 'least' };
  const spec = { selector: { matchLabels: labels }, template: template(labels) };
  const job = {
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'app:1' }] } },
  };
  const gateway = { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata,
      addressType: 'IPv4',
      endpoints: [],
    },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec },
    { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec },
    { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec },
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata,
      spec: { selector: spec.selector, template: spec.template },
    },
    { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: job },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: { schedule: '0 3 * * 1', jobTemplate: { spec: job } },
    },
    { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata, spec: gateway },
    istioObject('Gateway', namespace, 'least', {}),
    istioObject('AuthorizationPolicy', namespace, 'least', {}),
    istioObject('PeerAuthentication', namespace, 'least', {}),
    istioObject('Telemetry', namespace, 'least', {}),
  ];
}
