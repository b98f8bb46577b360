import { describe, expect, it } from 'vitest';
import { fate, GATEWAY, MESH, samplePods, WEB, workload } from '../../../test/support/sample-mesh.ts';
import {
  CART_REPORTER,
  mtls,
  NO_REPORTER,
  sampleRecord,
  WEB_URI,
} from '../../../test/support/sample-record.ts';
import { Directory } from './directory.ts';
import { identify } from './identify.ts';

const DENIED = 'rbac_access_denied_matched_policy';

describe('entries of an access log service', () => {
  const none = new Directory();

  it('an inbound request, whole, at the pod’s own port (P1, P5)', () => {
    expect(identify(sampleRecord({ grpc: true }), none, MESH)).toEqual({
      kind: 'flow',
      flow: {
        reporter: 'destination',
        workload: workload('cart'),
        plane: 'sidecar',
        labels: { app: 'cart' },
        rollout: { owner: 'cart', revision: '7d9f' },
        caller: { principal: WEB, anonymousReason: null },
        port: 8080,
        protocol: 'http',
        grpc: true,
        method: 'GET',
        path: '/cart/17',
        pathMark: null,
      },
    });
  });

  const plain = { peer: { kind: 'plaintext' } } as const;
  const gateway = {
    ...CART_REPORTER,
    nodeType: 'router',
    pod: 'gw-1',
    owner: 'gw',
    labels: GATEWAY,
  } as const;
  const rbac = { code: 403, details: `${DENIED}[none]` };
  const tcp = { protocol: 'tcp', method: null, path: null } as const;

  it.each([
    [
      'denied: no cluster',
      { upstreamCluster: '', outcome: rbac },
      `denied GET /cart/17 cart:8080 from ${WEB}`,
    ],
    [
      'denied plaintext',
      { ...plain, upstreamCluster: '', outcome: rbac },
      'denied GET /cart/17 cart:8080 from anonymous:plaintext',
    ],
    ['a forged original path', { originalPath: '/app/allowed' }, `ok GET /cart/17 cart:8080 from ${WEB}`],
    ['a method that has no number', { method: null }, `ok null /cart/17 cart:8080 from ${WEB}`],
    [
      'through a gateway: who was forwarded for is nobody',
      { peer: mtls('spiffe://cluster.local/ns/istio-system/sa/gw'), remote: { ip: '203.0.113.7', port: 0 } },
      'ok GET /cart/17 cart:8080 from cluster.local/ns/istio-system/sa/gw',
    ],
    [
      'a gateway’s own row, at its own port (P2)',
      {
        ...plain,
        reporter: gateway,
        upstreamCluster: 'outbound|8080||cart.shop.svc.cluster.local',
        originalPath: '/api/cart/17?y',
      },
      'ok GET /api/cart/17 istio-ingressgateway:8080 from anonymous:external',
    ],
    [
      'a gateway that knows no such host',
      {
        ...plain,
        reporter: gateway,
        upstreamCluster: '',
        outcome: { code: 404, flags: ['NR'], details: 'route_not_found' },
      },
      'failed GET /cart/17 istio-ingressgateway:8080 from anonymous:external',
    ],
    [
      'a connection',
      { ...tcp, upstreamCluster: 'inbound|8080||', outcome: { protocol: 'tcp', hasPath: false, bytesIn: 4 } },
      `ok tcp cart:8080 from ${WEB}`,
    ],
    [
      'a listener that took nothing',
      {
        ...tcp,
        ...plain,
        upstreamCluster: '',
        outcome: { protocol: 'tcp', hasPath: false, listener: true, flags: ['NR'] },
      },
      'listener-refused tcp cart:8080 from anonymous:plaintext',
    ],
    [
      'bytes that were no request',
      {
        upstreamCluster: '',
        method: null,
        path: null,
        outcome: { hasPath: false, code: 400, flags: ['DPE'] },
      },
      `protocol-error null null cart:8080 from ${WEB}`,
    ],
    [
      'no host, no proof',
      { ...plain, upstreamCluster: '', local: { ip: '10.9.9.9', port: 1 } },
      'direction-unknown',
    ],
    ['a port that only the cluster names', { local: null }, `ok GET /cart/17 cart:8080 from ${WEB}`],
    [
      'a port that nobody names',
      { local: null, upstreamCluster: 'InboundPassthroughCluster' },
      'direction-unknown',
    ],
    ['the agent', { upstreamCluster: 'agent' }, 'not-traffic'],
    ['nobody', { reporter: NO_REPORTER }, 'workload-unknown'],
    [
      'nobody says nothing about bootstrap either',
      { reporter: NO_REPORTER, upstreamCluster: 'agent' },
      'workload-unknown',
    ],
  ] as const)('%s', (_, changes, expected) => {
    expect(fate(sampleRecord(changes), none)).toBe(expected);
  });

  it.each([
    ['another namespace', 'spiffe://cluster.local/ns/data/sa/cart', 'reporter-mismatch'],
    ['another service account', WEB_URI, 'reporter-mismatch'],
    ['another trust domain', 'spiffe://partner.example/ns/shop/sa/cart', 'ok'],
    ['no identity of the mesh', 'https://cart.example', 'ok'],
  ])('the proxy’s own certificate names %s', (_, uri, expected) => {
    const peer = { kind: 'tls', peerUriSans: [WEB_URI], localUriSans: [uri], peerCertificate: true } as const;
    expect(fate(sampleRecord({ peer }), none)).toMatch(expected);
  });

  it('a namespace alone is compared where no service account is claimed', () => {
    const reporter = { ...CART_REPORTER, serviceAccount: null };
    expect(fate(sampleRecord({ reporter, peer: mtls(WEB_URI) }), none)).toMatch(/^ok/);
  });
});

it('headers never say who called', () => {
  const directory = samplePods();
  const forged = sampleRecord({ peer: { kind: 'plaintext' }, remote: { ip: '10.1.9.9', port: 0 } });
  expect(fate(forged, directory)).toContain('anonymous:plaintext');
});
