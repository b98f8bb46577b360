import { describe, expect, it } from 'vitest';
import { reporterOf } from './node-reporter.ts';

const NOBODY = {
  nodeType: 'unknown',
  cluster: null,
  namespace: null,
  pod: null,
  owner: null,
  serviceAccount: null,
  labels: null,
  addresses: [],
};

describe('reporterOf', () => {
  it.each([
    [
      'sidecar~10.1.2.3~cart-7d9f-x2.shop~shop.svc.cluster.local',
      { nodeType: 'sidecar', namespace: 'shop', pod: 'cart-7d9f-x2', addresses: ['10.1.2.3'] },
    ],
    [
      'router~10.1.2.4~gw-1.istio-system~istio-system.svc.cluster.local',
      { nodeType: 'router', namespace: 'istio-system', pod: 'gw-1', addresses: ['10.1.2.4'] },
    ],
    [
      'waypoint~fd00::3~wp.a.b~b.svc.x',
      { nodeType: 'waypoint', namespace: 'b', pod: 'wp.a', addresses: ['fd00::3'] },
    ],
    ['agentgateway~10.1.2.3~p.n~d', { namespace: 'n', pod: 'p', addresses: ['10.1.2.3'] }],
    ['sidecar~10.1.2.3~nodots~d', { nodeType: 'sidecar', addresses: ['10.1.2.3'] }],
    ['sidecar~10.1.2.3~p.n', {}],
    ['a~b~c.d~e~f', {}],
    ['my-envoy', {}],
    ['', {}],
  ])('reads the id %s', (id, said) => {
    expect(reporterOf({ id, metadata: undefined })).toEqual({ ...NOBODY, ...said });
  });

  it('takes what the metadata says, and only the types it should have', () => {
    const metadata = {
      NAME: 'cart-0',
      NAMESPACE: 'prod',
      WORKLOAD_NAME: 'cart',
      SERVICE_ACCOUNT: 'cart-sa',
      CLUSTER_ID: 'east',
      INSTANCE_IPS: '10.1.2.3, FD00::3%eth0,::ffff:10.1.2.4,',
      LABELS: { version: 'v1', app: 'cart', weird: 7, deep: { a: 'b' } },
      PROXY_CONFIG: { concurrency: 2 },
    };
    expect(reporterOf({ id: 'sidecar~10.9.9.9~other.ns~d', metadata })).toEqual({
      nodeType: 'sidecar',
      cluster: 'east',
      namespace: 'prod',
      pod: 'cart-0',
      owner: 'cart',
      serviceAccount: 'cart-sa',
      labels: { app: 'cart', version: 'v1' },
      addresses: ['10.1.2.3', 'fd00::3', '10.1.2.4'],
    });
  });

  it.each([[7], [null], [['a']], [''], [{ a: 'b' }]])('ignores %j where text should be', (odd) => {
    const metadata = { NAMESPACE: odd, WORKLOAD_NAME: odd, INSTANCE_IPS: odd };
    const { namespace, owner, addresses } = reporterOf({ id: 'sidecar~10.1.2.3~p.n~d', metadata });
    expect({ namespace, owner, addresses }).toEqual({ namespace: 'n', owner: null, addresses: ['10.1.2.3'] });
  });

  it.each([['text'], [['a']], [null], [5]])('takes %j for no labels', (LABELS) => {
    expect(reporterOf({ id: 'x', metadata: { LABELS } }).labels).toBeNull();
  });

  it('takes no more than a pod can have', () => {
    const labels = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`l${i}`, 'x']));
    const LABELS = { ...labels, long: 'x'.repeat(64), ['k'.repeat(318)]: 'x' };
    const INSTANCE_IPS = Array.from({ length: 100 }, (_, i) => `10.0.0.${i}`).join(',');
    const reporter = reporterOf({ id: 'x', metadata: { LABELS, INSTANCE_IPS, NAME: 'n'.repeat(513) } });
    expect(Object.keys(reporter.labels ?? {})).toHaveLength(256);
    expect(reporter.labels).not.toHaveProperty('long');
    expect({ pod: reporter.pod, addresses: reporter.addresses.length }).toEqual({ pod: null, addresses: 64 });
  });
});
