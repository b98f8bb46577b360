import { describe, expect, it } from 'vitest';
import { CART_REPORTER, sampleRecord } from '../../../test/support/sample-record.ts';
import { clusterDirection, directionOf } from './direction.ts';

const OWN = ['10.1.2.3'];

describe('clusterDirection (P6: a port of no Service is inbound too)', () => {
  it.each([
    ['inbound|8080||', 'inbound'],
    ['inbound|8080||;', 'inbound'],
    ['inbound|80|http|cart.shop.svc.cluster.local', 'inbound'],
    ['inbound-vip|80|http|cart.shop.svc.cluster.local', 'inbound'],
    ['InboundPassthroughCluster', 'inbound'],
    ['InboundPassthroughClusterIpv4', 'inbound'],
    ['InboundPassthroughClusterIpv6;', 'inbound'],
    ['outbound|80||cart.shop.svc.cluster.local', 'outbound'],
    ['outbound|80|v1|cart.shop.svc.cluster.local;', 'outbound'],
    ['outbound_.80_._.cart.shop.svc.cluster.local', 'outbound'],
    ['PassthroughCluster', 'outbound'],
    ['BlackHoleCluster', 'outbound-refused'],
    ['BlackHoleCluster;', 'outbound-refused'],
    ['agent', 'not-traffic'],
    ['prometheus_stats', 'not-traffic'],
    ['sds-grpc', 'not-traffic'],
    ['xds-grpc', 'not-traffic'],
    ['connect_originate', 'outbound'],
    ['', 'unknown'],
    ['-', 'unknown'],
    ['inbound', 'unknown'],
    ['my-own-cluster', 'unknown'],
  ])('%s is %s', (cluster, direction) => {
    expect(clusterDirection(cluster)).toBe(direction);
  });
});

describe('directionOf without a cluster', () => {
  const bare = {
    upstreamCluster: '',
    peer: { kind: 'plaintext' },
    local: { ip: '10.9.9.9', port: 80 },
  } as const;
  const rbac = 'rbac_access_denied_matched_policy[none]';

  it.each([
    ['a peer SAN', { peer: sampleRecord().peer }, 'inbound'],
    [
      'a peer certificate without names',
      { peer: { kind: 'tls', peerUriSans: [], localUriSans: [], peerCertificate: true } },
      'inbound',
    ],
    [
      'SNI alone',
      { peer: { kind: 'tls', peerUriSans: [], localUriSans: [], peerCertificate: false } },
      'unknown',
    ],
    ['its own address', { local: { ip: '10.1.2.3', port: 8080 } }, 'inbound'],
    ['its own address, mapped', { local: { ip: '::ffff:10.1.2.3', port: 8080 } }, 'inbound'],
    ['an RBAC denial', { outcome: { details: rbac, code: 403 } }, 'inbound'],
    ['a denied connection', { outcome: { terminationDetails: rbac } }, 'inbound'],
    ['the route of unknown hosts', { routeName: 'allow_any' }, 'outbound'],
    ['the route that blocks them', { routeName: 'block_all' }, 'outbound-refused'],
    ['nothing', {}, 'unknown'],
    ['no address', { local: null }, 'unknown'],
    ['the log itself: in', { direction: 'inbound', routeName: 'allow_any' }, 'inbound'],
    ['the log itself: out', { direction: 'outbound', local: { ip: '10.1.2.3', port: 1 } }, 'outbound'],
  ] as const)('%s', (_, changes, direction) => {
    expect(directionOf(sampleRecord({ ...bare, ...changes }), OWN)).toBe(direction);
  });

  it('needs to be told which addresses are its own', () => {
    const record = sampleRecord({ ...bare, local: { ip: '10.1.2.3', port: 8080 } });
    expect(directionOf(record, [])).toBe('unknown');
  });
});

describe('directionOf with a cluster', () => {
  it('believes the cluster before the log', () => {
    const record = sampleRecord({
      upstreamCluster: 'outbound|80||a.b.svc.cluster.local',
      direction: 'inbound',
    });
    expect(directionOf(record, OWN)).toBe('outbound');
    expect(directionOf(sampleRecord({ upstreamCluster: 'agent', direction: 'inbound' }), OWN)).toBe(
      'not-traffic',
    );
  });

  it.each(['router', 'waypoint'] as const)('a %s answers for its own rows wherever they went', (nodeType) => {
    const reporter = { ...CART_REPORTER, nodeType };
    for (const upstreamCluster of ['outbound|80||web.shop.svc.cluster.local', '', 'BlackHoleCluster']) {
      expect(directionOf(sampleRecord({ reporter, upstreamCluster }), [])).toBe('inbound');
    }
    expect(directionOf(sampleRecord({ reporter, upstreamCluster: 'agent' }), [])).toBe('not-traffic');
  });

  it('can be told the node type that the record lacks', () => {
    const record = sampleRecord({ upstreamCluster: 'outbound|80||web.shop.svc.cluster.local' });
    expect(directionOf(record, OWN, 'router')).toBe('inbound');
  });

  it('asks for proof where a name follows no convention', () => {
    const odd = sampleRecord({ upstreamCluster: 'my-own-cluster' });
    expect(directionOf(odd, [])).toBe('inbound');
    expect(directionOf({ ...odd, peer: { kind: 'plaintext' } }, [])).toBe('unknown');
  });
});
