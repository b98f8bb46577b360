import type { Labels } from '../../../src/core/model/workload.ts';
import type { ApiServer } from '../kube/api-server.ts';
import { createDeployment, createServiceAccount } from '../kube/cluster-objects.ts';
import { create, type KubeObject } from '../kube/kube-objects.ts';
import { createPod, type OwnerReference } from '../kube/pods.ts';
import { addressOf, type MeshPod, type MeshPort } from './mesh-pod.ts';
import { NODE_ADDRESS } from './network.ts';

const HASH = '5d8f7c9b6';
const NODE = 'node-1';

/** As its controller would name it. */
export function podName({ app, owner }: MeshPod): string {
  return owner === 'statefulset' ? `${app}-0` : `${app}-${HASH}-x2k7q`;
}

/** The labels of an injected pod, as its proxy is told them: without the template's hash. */
export function podLabels({ app, labels, proxy }: MeshPod): Readonly<Record<string, string>> {
  return {
    ...labels,
    ...(proxy !== 'none' && {
      'security.istio.io/tlsMode': 'istio',
      'service.istio.io/canonical-name': app,
      'service.istio.io/canonical-revision': 'latest',
    }),
  };
}

export function portName({ protocol, port }: MeshPort): string {
  return `${protocol}-${port}`;
}

/** The pod as its controller, injection and kubelet would have made it, with what stands above it. */
export async function createPodObjects(api: ApiServer, pod: MeshPod): Promise<void> {
  const { namespace, app } = pod;
  const { owner, labels, containers } = await (pod.owner === 'deployment'
    ? deployed(api, pod)
    : inSet(api, pod));
  const created = await createPod(api, {
    namespace,
    name: podName(pod),
    labels: { ...labels, ...podLabels(pod) },
    serviceAccount: app,
    addresses: [addressOf(pod)],
    owner,
    node: NODE,
    hostAddress: NODE_ADDRESS,
    containers: [...containers, ...(pod.proxy === 'sidecar' ? [PROXY] : [])],
  });
  if (pod.ports.length > 0) await create(api, endpointsOf(pod, created, await serviceIn(api, pod)));
}

const PROXY = { name: 'istio-proxy', image: 'proxy:1' };

/** What a pod has of its owner. */
interface Template {
  readonly owner: OwnerReference;
  readonly labels: Labels;
  readonly containers: readonly unknown[];
}

async function deployed(api: ApiServer, pod: MeshPod): Promise<Template> {
  const { namespace, app, labels, ports, proxy } = pod;
  await createServiceAccount(api, namespace, app);
  if (ports.length > 0) await create(api, serviceOf(pod));
  const listens = ports.map((port) => ({ name: portName(port), containerPort: port.target }));
  const container = proxy === 'router' ? PROXY : { name: 'app', image: 'app:1' };
  return {
    owner: await createDeployment(api, namespace, app, labels, HASH),
    labels: { 'pod-template-hash': HASH },
    containers: [{ ...container, ports: listens }],
  };
}

async function inSet(api: ApiServer, { namespace, app }: MeshPod): Promise<Template> {
  const set = await get(api, `/apis/apps/v1/namespaces/${namespace}/statefulsets/${app}`);
  const { template } = set.spec as {
    readonly template: {
      readonly metadata: { readonly labels: Labels };
      readonly spec: { readonly containers: readonly { readonly volumeMounts?: unknown }[] };
    };
  };
  const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: app, uid: String(set.metadata.uid) };
  // Nothing is mounted: there is no kubelet.
  const containers = template.spec.containers.map(({ volumeMounts: _, ...container }) => container);
  return { owner, labels: template.metadata.labels, containers };
}

/** The Service's own address; null = the pod has no Service. */
export async function serviceAddress(api: ApiServer, pod: MeshPod): Promise<string | null> {
  return pod.ports.length === 0 ? null : (await serviceIn(api, pod)).clusterIP;
}

interface ServiceSpec {
  readonly clusterIP: string;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
}

async function serviceIn(api: ApiServer, { namespace, app }: MeshPod): Promise<ServiceSpec> {
  return (await get(api, `/api/v1/namespaces/${namespace}/services/${app}`)).spec as ServiceSpec;
}

async function get(api: ApiServer, path: string): Promise<KubeObject> {
  const { status, body } = await api.request('GET', path);
  if (status !== 200) throw new Error(`${path}: ${body.message}`);
  return body;
}

function serviceOf({ namespace, app, labels, ports }: MeshPod): KubeObject {
  const listed = ports.map((port) => ({ name: portName(port), port: port.port, targetPort: port.target }));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name: app },
    spec: { selector: labels, ports: listed },
  };
}

/** As the endpoint controller: the Service's ports by the numbers that the pod listens on. */
function endpointsOf(pod: MeshPod, { metadata }: KubeObject, service: ServiceSpec): KubeObject {
  const { namespace, app } = pod;
  const targetRef = { kind: 'Pod', name: metadata.name, namespace, uid: metadata.uid };
  const ports = service.ports.map(({ name, port }) => ({
    name,
    port: pod.ports.find((one) => one.port === port)?.target,
    protocol: 'TCP',
  }));
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace, name: `${app}-1`, labels: { 'kubernetes.io/service-name': app } },
    addressType: 'IPv4',
    ports,
    endpoints: [{ addresses: [addressOf(pod)], conditions: { ready: true }, nodeName: NODE, targetRef }],
  } as KubeObject;
}
