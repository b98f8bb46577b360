import { describe, expect, it } from 'vitest';
import { podOfWorkload, serviceOf, surveyWith, workloadNamed } from '../../../test/support/sample-cluster.ts';
import type { ClusterView } from '../model/cluster-view.ts';
import type { Pod } from '../model/pod.ts';
import { portFacts } from './port-facts.ts';

const CART = workloadNamed('cart').key;

function factsOf(pods: readonly Pod[], view: Partial<ClusterView>): string[] | null {
  const facts = portFacts(CART, surveyWith(pods, view));
  return (
    facts &&
    [...facts.values()].map(({ port, protocol, services }) => `${port} ${protocol} ${services.join(' ')}`)
  );
}

describe('ports of a workload', () => {
  const pods = [podOfWorkload('cart'), podOfWorkload('other')];

  it.each([
    ['a number', [serviceOf('cart', { name: 'http', targetPort: 9000 })], ['9000 http cart:80']],
    ['a name', [serviceOf('cart', { targetPort: 'web' })], ['8080 auto cart:80']],
    ['a name that no container has', [serviceOf('cart', { targetPort: 'nope' })], []],
    ['UDP', [serviceOf('cart', { protocol: 'UDP' })], []],
    ['another workload’s', [serviceOf('other', {})], []],
    ['another namespace’s', [serviceOf('cart', {}, { namespace: 'bank' })], []],
    ['none selected', [serviceOf('cart', {}, { selector: null })], []],
    [
      'several that agree',
      [serviceOf('cart', { name: 'tcp' }), serviceOf('b', { name: 'tls' }, { selector: { app: 'cart' } })],
      ['8080 tcp b:80 cart:80'],
    ],
    [
      'several that don’t agree',
      [serviceOf('cart', { name: 'tcp' }), serviceOf('b', { name: 'http' }, { selector: { app: 'cart' } })],
      ['8080 auto b:80 cart:80'],
    ],
  ])('are told by Services: %s', (_, services, expected) => {
    expect(factsOf(pods, { services })).toEqual(expected);
  });

  it('can differ between pods under one name', () => {
    const canary = podOfWorkload(
      'cart',
      { name: 'cart-2' },
      { ports: [{ name: 'web', port: 9090, protocol: 'TCP' }] },
    );
    expect(factsOf([...pods, canary], { services: [serviceOf('cart', { targetPort: 'web' })] })).toEqual([
      '8080 auto cart:80',
      '9090 auto cart:80',
    ]);
  });

  it('are told by endpoints that somebody else writes', () => {
    const endpointSlices = [
      {
        namespace: 'shop',
        name: 'by-hand-1',
        service: 'by-hand',
        ports: [{ name: 'http', port: 7000 }],
        endpoints: [{ addresses: ['10.0.0.1'], pod: null }],
      },
    ];
    const services = [serviceOf('by-hand', { name: 'http' }, { selector: null })];
    expect(factsOf([podOfWorkload('cart')], { services, endpointSlices })).toEqual(['7000 http by-hand']);
    expect(
      factsOf([podOfWorkload('cart', { addresses: ['10.9.9.9'] })], { services, endpointSlices }),
    ).toEqual([]);
  });

  it('are not known without Services or pods', () => {
    expect(factsOf(pods, { services: null })).toBeNull();
    expect(factsOf([podOfWorkload('other')], { services: [] })).toBeNull();
  });
});
