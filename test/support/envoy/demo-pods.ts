import { allowCallers } from './allow-callers.ts';
import { deploymentPod, jobPod } from './kubernetes-names.ts';
import type { Egress, MeshPod, PodPort } from './pod.ts';
import { pod } from './pod.ts';

/** First half of every address; the capture shows another one instead. */
export const DEMO_NET = '127.0';

const HTTP: PodPort = { number: 8080, protocol: 'http', mtls: 'strict' };
const GRPC: PodPort = { number: 9090, protocol: 'grpc', mtls: 'strict' };
const REDIS: PodPort = { number: 6379, protocol: 'tcp', mtls: 'strict' };
const POSTGRES: PodPort = { number: 5432, protocol: 'tcp', mtls: 'strict' };

type Given = Omit<Partial<MeshPod>, 'namespace'>;

/** A Deployment's only pod, which has its own service account, at a pod address of the demo's. */
function service(namespace: string, workload: string, host: string, given: Given): MeshPod {
  return pod({
    namespace,
    workload,
    serviceAccount: workload,
    name: deploymentPod(workload),
    address: `${DEMO_NET}.${host}`,
    ...given,
  });
}

const web = service('shop', 'web', '1.11', { ports: [HTTP] });
const cartLabels = (version: string) => ({ labels: { app: 'cart', version }, serviceAccount: 'cart' });
const cart = service('shop', 'cart', '1.12', { ...cartLabels('v1'), ports: [HTTP] });
const canary = { ...cartLabels('v2'), name: deploymentPod('cart-canary', '84f7c6b9d5'), ports: [HTTP] };
const cartCanary = service('shop', 'cart-canary', '2.12', canary);
const catalog = service('shop', 'catalog', '1.13', { ports: [HTTP] });
const recommendations = service('shop', 'recommendations', '2.14', { ports: [GRPC] });
const pricing = service('shop', 'pricing', '1.15', { ports: [GRPC] });
const checkout = service('shop', 'checkout', '2.16', { ports: [HTTP] });
const reviews = service('shop', 'reviews', '2.17', { ports: [HTTP] });
const payments = service('payments', 'payments', '1.31', {
  ports: [{ ...HTTP, number: 8443 }],
  policies: [
    allowCallers('payments', 'payments', [
      'cluster.local/ns/shop/sa/checkout',
      'cluster.local/ns/ops/sa/reports',
    ]),
  ],
});
const ledger = service('payments', 'ledger', '2.32', { ports: [HTTP] });
const fraud = service('payments', 'fraud', '1.33', { ports: [GRPC] });
const ordersDb = service('data', 'orders-db', '2.21', {
  ownerKind: 'statefulset',
  name: 'orders-db-0',
  ports: [POSTGRES],
});
const cache = service('data', 'cache', '1.22', {
  ports: [REDIS],
  policies: [
    allowCallers('data', 'cache', ['cluster.local/ns/shop/sa/cart', 'cluster.local/ns/shop/sa/web']),
  ],
});
const mailer = service('notify', 'mailer', '2.51', { ports: [HTTP] });
const webhooks = service('notify', 'webhooks', '1.52', { ports: [{ ...HTTP, mtls: 'permissive' }] });

/** Callers only. `uptime` has no sidecar, so it calls in plaintext. */
const prometheus = service('ops', 'prometheus', '2.42', {});
const scanner = service('ops', 'scanner', '2.43', {});
const uptime = service('ops', 'uptime', '1.44', {});

/** The nightly job calls through its own sidecar: service addresses in 10.24.50/24 of the capture. */
const reportsToPayments: Egress = {
  address: `${DEMO_NET}.50.31`,
  port: 8443,
  routes: [{ prefix: '/', to: [payments], port: 8443 }],
};
const reportsToLedger: Egress = {
  address: `${DEMO_NET}.50.32`,
  port: 8080,
  routes: [{ prefix: '/', to: [ledger], port: 8080 }],
};
const reports = service('ops', 'reports', '1.41', {
  ownerKind: 'cronjob',
  name: jobPod('reports'),
  egress: [reportsToPayments, reportsToLedger],
});

const ingress: Egress = {
  address: `${DEMO_NET}.1.2`,
  port: 8080,
  routes: [
    { prefix: '/api/cart/', rewrite: '/cart/', to: [cart], port: 8080 },
    { prefix: '/', to: [web], port: 8080 },
  ],
};
const gateway = service('istio-system', 'istio-ingressgateway', '1.2', {
  nodeType: 'router',
  serviceAccount: 'istio-ingressgateway-service-account',
  labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
  egress: [ingress],
});

/** The demo's mesh; `reviews` is the one that appears late. */
export const DEMO_PODS = {
  gateway,
  web,
  cart,
  cartCanary,
  catalog,
  recommendations,
  pricing,
  checkout,
  reviews,
  payments,
  ledger,
  fraud,
  ordersDb,
  cache,
  mailer,
  webhooks,
  prometheus,
  scanner,
  uptime,
  reports,
} as const;

export const DEMO_EGRESS = { ingress, reportsToPayments, reportsToLedger } as const;
