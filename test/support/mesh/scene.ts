import type { KubeObject } from '../kube/kube-objects.ts';
import type { MeshPod } from './mesh-pod.ts';

const http = { port: 80, target: 8080, protocol: 'http' } as const;

/** One of each kind of caller and callee. Every name is a pod. */
export interface Scene {
  readonly gateway: MeshPod;
  readonly web: MeshPod;
  readonly cart: MeshPod;
  readonly pricing: MeshPod;
  readonly ordersDb: MeshPod;
  /** What the scanner calls, beside its callers in the mesh. */
  readonly status: MeshPod;
  /** Has no sidecar. */
  readonly scanner: MeshPod;
  /** Calls nobody, until it is told to. */
  readonly stranger: MeshPod;
  readonly leastpath: MeshPod;
}

/** `proxy`: of leastpath itself. */
export function scene(proxy: 'sidecar' | 'none'): Scene {
  return {
    gateway: {
      ...pod('ingress', 'istio-ingressgateway', 2, [http]),
      proxy: 'router',
      labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
    },
    web: pod('shop', 'web', 11, [http]),
    cart: pod('shop', 'cart', 12, [http, { port: 8081, target: 8081, protocol: 'http' }]),
    pricing: pod('shop', 'pricing', 13, [{ port: 9090, target: 9090, protocol: 'grpc' }]),
    status: pod('shop', 'status', 14, [http]),
    ordersDb: pod('data', 'orders-db', 15, [{ port: 5432, target: 5432, protocol: 'tcp' }]),
    scanner: { ...pod('ops', 'scanner', 21), proxy: 'none' },
    stranger: pod('ops', 'stranger', 22),
    leastpath: {
      ...pod('leastpath', 'leastpath', 31, [
        { port: 8080, target: 8080, protocol: 'http' },
        { port: 19_001, target: 19_001, protocol: 'grpc' },
      ]),
      proxy,
      owner: 'statefulset',
      labels: { 'app.kubernetes.io/name': 'leastpath', 'app.kubernetes.io/instance': 'leastpath' },
    },
  };
}

function pod(namespace: string, app: string, number: number, ports: MeshPod['ports'] = []): MeshPod {
  return { namespace, app, number, ports, proxy: 'sidecar', owner: 'deployment', labels: { app } };
}

/** What the gateway does with requests from outside. */
export function gatewayObjects({ gateway, web, cart }: Scene): KubeObject[] {
  const { namespace } = gateway;
  const route = ({ app, namespace: of }: MeshPod) => [
    { destination: { host: `${app}.${of}.svc.cluster.local`, port: { number: 80 } } },
  ];
  return [
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: { namespace, name: 'public' },
      spec: {
        selector: { istio: 'ingressgateway' },
        servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { namespace, name: 'public' },
      spec: {
        hosts: ['*'],
        gateways: ['public'],
        http: [
          { match: [{ uri: { prefix: '/api/cart/' } }], rewrite: { uri: '/cart/' }, route: route(cart) },
          { route: route(web) },
        ],
      },
    },
  ];
}
