import type { Pod } from '../../src/core/model/pod.ts';
import type { Endpoint, OutcomeFacts, Reporter, TrafficRecord } from '../../src/core/model/record.ts';

/** For tests: an inbound GET that went well, seen by a sidecar of cart in shop. */
export const OK_FACTS: OutcomeFacts = {
  protocol: 'http',
  listener: false,
  hasPath: true,
  code: 200,
  flags: [],
  details: 'via_upstream',
  terminationDetails: '',
  transportFailure: '',
  bytesIn: 0,
  bytesOut: 12,
  grpcStatus: null,
};

export const CART_REPORTER: Reporter = {
  nodeType: 'sidecar',
  cluster: 'Kubernetes',
  namespace: 'shop',
  pod: 'cart-7d9f-x2',
  owner: 'cart',
  serviceAccount: 'cart',
  labels: { app: 'cart' },
  addresses: ['10.1.2.3'],
};

/** A reporter of which a log says nothing. */
export const NO_REPORTER: Reporter = {
  nodeType: 'unknown',
  cluster: null,
  namespace: null,
  pod: null,
  owner: null,
  serviceAccount: null,
  labels: null,
  addresses: [],
};

export const WEB_URI = 'spiffe://cluster.local/ns/shop/sa/web';
export const CART_URI = 'spiffe://cluster.local/ns/shop/sa/cart';

export function mtls(...peerUriSans: string[]): TrafficRecord['peer'] {
  return { kind: 'tls', peerUriSans, localUriSans: [CART_URI], peerCertificate: peerUriSans.length > 0 };
}

type Changes = Partial<Omit<TrafficRecord, 'outcome'>> & { readonly outcome?: Partial<OutcomeFacts> };

export function sampleRecord(changes: Changes = {}): TrafficRecord {
  const { outcome, ...rest } = changes;
  return {
    source: 'als',
    time: 1000,
    startTime: 1000,
    reporter: CART_REPORTER,
    protocol: outcome?.protocol ?? 'http',
    grpc: false,
    direction: null,
    upstreamCluster: 'inbound|8080||',
    routeName: 'default',
    local: { ip: '10.1.2.3', port: 8080 },
    directRemote: { ip: '10.1.9.9', port: 50012 },
    remote: { ip: '10.1.9.9', port: 50012 },
    upstreamRemote: { ip: '10.1.2.3', port: 8080 },
    peer: mtls(WEB_URI),
    peerPrincipalState: null,
    method: 'GET',
    path: '/cart/17?x=1',
    originalPath: null,
    pathClaimed: false,
    outcome: { ...OK_FACTS, ...outcome },
    denial: null,
    ...rest,
  };
}

/** For tests: a running sidecar pod of `shop`, there since time 0; its Deployment has its own name. */
export function samplePod(name: string, address: string, changes: Partial<Pod> = {}): Pod {
  return {
    cluster: 'Kubernetes',
    namespace: 'shop',
    name,
    addresses: [address],
    hostNetwork: false,
    labels: { app: name },
    serviceAccount: name,
    workload: { cluster: 'Kubernetes', namespace: 'shop', name },
    nodeType: 'sidecar',
    rollout: null,
    startTime: 0,
    endTime: null,
    ...changes,
  };
}

/** `10.1.2.3:80` or `[fd00::1]:80`; `-` is none. */
export function endpointOf(text: string): Endpoint | null {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return null;
  return { ip: text.slice(0, colon).replace(/[[\]]/g, ''), port: Number(text.slice(colon + 1)) };
}
