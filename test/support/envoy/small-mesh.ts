import { allowCallers } from './allow-callers.ts';
import { deploymentPod, jobPod } from './kubernetes-names.ts';
import type { Egress, MeshPod } from './pod.ts';
import { pod } from './pod.ts';

/** The mesh of the tests: one of each kind. Every name is a pod. */
export interface SmallMesh {
  readonly gateway: MeshPod;
  readonly web: MeshPod;
  readonly cartV1: MeshPod;
  readonly cartV2: MeshPod;
  readonly pricing: MeshPod;
  readonly ordersDb: MeshPod;
  readonly payments: MeshPod;
  /** Callers without ports; the job speaks through its own sidecar. */
  readonly reports: MeshPod;
  readonly scanner: MeshPod;
  /** The gateway's listener, and the job's for the payments service. */
  readonly ingress: Egress;
  readonly reportsEgress: Egress;
  readonly all: readonly MeshPod[];
}

/** `net` is the first half of the pods' addresses, e.g. `127.3`. */
export function smallMesh(net: string): SmallMesh {
  const http = { number: 8080, protocol: 'http', mtls: 'strict' } as const;
  const scanner = pod({ ...owned('ops', 'scanner'), address: `${net}.2.42` });
  const web = pod({
    ...owned('shop', 'web'),
    address: `${net}.1.11`,
    ports: [{ ...http, mtls: 'permissive' }],
  });
  const cart = (version: string, address: string): MeshPod =>
    pod({
      ...owned('shop', `cart-${version}`, 'cart'),
      labels: { app: 'cart', version },
      address,
      ports: [http],
    });
  const cartV1 = cart('v1', `${net}.1.12`);
  const cartV2 = cart('v2', `${net}.2.12`);
  const pricing = pod({
    ...owned('shop', 'pricing'),
    address: `${net}.2.13`,
    ports: [{ number: 9090, protocol: 'grpc', mtls: 'strict' }],
  });
  const ordersDb = pod({
    ...owned('data', 'orders-db'),
    ownerKind: 'statefulset',
    name: 'orders-db-0',
    address: `${net}.2.21`,
    ports: [{ number: 5432, protocol: 'tcp', mtls: 'permissive' }],
  });
  const payments = pod({
    ...owned('payments', 'payments'),
    address: `${net}.2.31`,
    ports: [{ number: 8443, protocol: 'http', mtls: 'permissive' }],
    policies: [
      allowCallers('payments', 'payments', [
        'cluster.local/ns/shop/sa/cart',
        'cluster.local/ns/ops/sa/reports',
      ]),
    ],
  });
  const reportsEgress: Egress = {
    address: `${net}.50.1`,
    port: 8443,
    routes: [{ prefix: '/', to: [payments], port: 8443 }],
  };
  const reports = pod({
    ...owned('ops', 'reports'),
    ownerKind: 'cronjob',
    name: jobPod('reports'),
    address: `${net}.1.41`,
    egress: [reportsEgress],
  });
  const ingress: Egress = {
    address: `${net}.1.2`,
    port: 8080,
    routes: [
      { prefix: '/api/cart/', rewrite: '/cart/', to: [cartV1, cartV2], port: 8080 },
      { prefix: '/', to: [web], port: 8080 },
    ],
  };
  const gateway = pod({
    nodeType: 'router',
    ...owned('istio-system', 'istio-ingressgateway', 'istio-ingressgateway-service-account'),
    labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
    address: `${net}.1.2`,
    egress: [ingress],
  });
  const all = [gateway, web, cartV1, cartV2, pricing, ordersDb, payments, reports, scanner];
  const egresses = { ingress, reportsEgress };
  return { gateway, web, cartV1, cartV2, pricing, ordersDb, payments, reports, scanner, ...egresses, all };
}

function owned(namespace: string, workload: string, serviceAccount: string = workload) {
  return { namespace, workload, serviceAccount, name: deploymentPod(workload) };
}
