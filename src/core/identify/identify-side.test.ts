import { describe, expect, it } from 'vitest';
import { fate, MESH, samplePods, WEB, workload } from '../../../test/support/sample-mesh.ts';
import { CART_REPORTER, sampleRecord, WEB_URI } from '../../../test/support/sample-record.ts';
import { Directory } from './directory.ts';
import { identify } from './identify.ts';

describe('rows of the caller’s side', () => {
  const reporter = {
    ...CART_REPORTER,
    pod: 'web-1',
    owner: 'web',
    serviceAccount: 'web',
    addresses: ['10.1.9.9'],
  };
  const outbound = {
    reporter,
    upstreamCluster: 'outbound|80||cart.shop.svc.cluster.local',
    local: { ip: '10.96.0.7', port: 80 },
    peer: { kind: 'plaintext' },
  } as const;

  it.each([
    ['the pod at the endpoint', {}, `ok GET /cart/17 cart:8080 from ${WEB} by source`],
    ['an endpoint outside', { upstreamRemote: { ip: '1.1.1.1', port: 443 } }, 'source-row'],
    ['no endpoint', { upstreamRemote: null }, 'source-row'],
    ['no port', { upstreamRemote: { ip: '10.1.2.3', port: 0 } }, 'source-row'],
    ['nobody’s at that time', { startTime: -1 }, 'source-row'],
    ['no service account', { reporter: { ...reporter, pod: 'other', serviceAccount: null } }, 'source-row'],
    [
      'an unknown host',
      { upstreamCluster: 'PassthroughCluster', upstreamRemote: { ip: '1.1.1.1', port: 443 } },
      'source-row',
    ],
    ['a refused host', { upstreamCluster: 'BlackHoleCluster' }, 'outbound-refused'],
  ] as const)('%s', (_, changes, expected) => {
    expect(fate(sampleRecord({ ...outbound, ...changes }))).toBe(expected);
  });

  it('takes the trust domain from the certificate where one is shown', () => {
    const own = 'spiffe://partner.example/ns/shop/sa/web';
    const peer = { kind: 'tls', peerUriSans: [], localUriSans: [own], peerCertificate: false } as const;
    expect(fate(sampleRecord({ ...outbound, peer }))).toContain('from partner.example/ns/shop/sa/web');
  });

  it('says nothing of the callee’s labels', () => {
    const identified = identify(sampleRecord(outbound), samplePods(), MESH);
    expect(identified.kind === 'flow' && identified.flow.labels).toBeNull();
  });
});

describe('rows of a waypoint', () => {
  const reporter = {
    ...CART_REPORTER,
    nodeType: 'waypoint',
    pod: 'wp-1',
    owner: 'wp',
    labels: { app: 'wp' },
  } as const;
  const row = { reporter, peer: { kind: 'plaintext' }, peerPrincipalState: WEB_URI } as const;
  const vip = { ...row, upstreamCluster: 'inbound-vip|80|http|cart.shop.svc.cluster.local' };

  it('are about the Service they went to, on its port', () => {
    const identified = identify(sampleRecord(vip), new Directory(), MESH);
    expect(identified).toMatchObject({
      kind: 'flow',
      flow: { workload: workload('service:cart'), port: 80, plane: 'waypoint', labels: null, rollout: null },
    });
    expect(fate(sampleRecord(vip))).toBe(`ok GET /cart/17 service:cart:80 from ${WEB}`);
  });

  it('are about the waypoint where no cluster was chosen', () => {
    expect(fate(sampleRecord({ ...row, upstreamCluster: '' }))).toBe(`ok GET /cart/17 wp:8080 from ${WEB}`);
  });

  it('have no caller where the filter state isn’t logged', () => {
    expect(fate(sampleRecord({ ...vip, peerPrincipalState: null }))).toContain(
      'anonymous:waypoint-identity-missing',
    );
  });

  it('mark a path that may be forged', () => {
    expect(fate(sampleRecord({ ...vip, originalPath: '/other' }))).toContain('(path-uncertain)');
  });
});
