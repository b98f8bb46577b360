import { until } from '../envoy/until.ts';
import type { ApiServer } from '../kube/api-server.ts';
import { collectionPath, create, type KubeObject } from '../kube/kube-objects.ts';
import { NODE_ADDRESS } from './network.ts';

/** Where istiod judges configuration before it is stored. */
export const WEBHOOK_PORT = 15_017;

/** The API server alone would take it: the schema doesn't know which attributes there are. */
const REFUSED: KubeObject = {
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { namespace: 'istio-system', name: 'refused' },
  spec: { rules: [{ when: [{ key: 'no.such.attribute', values: ['x'] }] }] },
};

/** Has the API server ask istiod about Istio's objects, as an installation does. From the return on it does. */
export async function registerWebhook(api: ApiServer, authority: string): Promise<void> {
  await create(api, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'istio-system', name: 'istiod' },
    spec: { ports: [{ name: 'https-webhook', port: 443, targetPort: WEBHOOK_PORT }] },
  });
  await create(api, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace: 'istio-system',
      name: 'istiod-1',
      labels: { 'kubernetes.io/service-name': 'istiod' },
    },
    addressType: 'IPv4',
    ports: [{ name: 'https-webhook', port: WEBHOOK_PORT, protocol: 'TCP' }],
    endpoints: [{ addresses: [NODE_ADDRESS], conditions: { ready: true } }],
  });
  const groups = ['security.istio.io', 'networking.istio.io', 'telemetry.istio.io', 'extensions.istio.io'];
  await create(api, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'istio-validator-istio-system' },
    webhooks: [
      {
        name: 'rev.validation.istio.io',
        clientConfig: {
          service: { name: 'istiod', namespace: 'istio-system', path: '/validate' },
          caBundle: Buffer.from(authority).toString('base64'),
        },
        rules: [
          { operations: ['CREATE', 'UPDATE'], apiGroups: groups, apiVersions: ['*'], resources: ['*'] },
        ],
        failurePolicy: 'Fail',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  });
  let last = '';
  await until(
    async () => {
      const { status, body } = await api.request('POST', `${collectionPath(REFUSED)}?dryRun=All`, REFUSED);
      last = `${status} ${body.message}`;
      return last.includes('admission webhook') && last.includes('denied the request') ? true : null;
    },
    () => `the webhook doesn't answer: ${last}`,
  );
}
