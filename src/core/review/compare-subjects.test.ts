import { describe, expect, it } from 'vitest';
import { cartWith, fromCallers, MESH, policy, WEB } from '../../../test/support/review-mesh.ts';
import { callOfFlow } from '../evaluate/call-of-flow.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { compareSubjects } from './compare-subjects.ts';
import { policyPoints } from './policy-points.ts';

const PAY = 'cluster.local/ns/shop/sa/pay';
const cart = cartWith({ app: 'cart' });
const names = (policies: Parameters<typeof policyPoints>[0]) =>
  policyPoints(policies, MESH).map(
    ({ workload, points }) => `${workload.namespace}/${workload.name} ${points[0]?.plane}`,
  );

describe('what policies point at', () => {
  it.each([
    ['a selector', [policy('p')], ['shop/(app=cart) sidecar']],
    ['a selector, once', [policy('p'), policy('q')], ['shop/(app=cart) sidecar']],
    ['a namespace', [policy('p', { selector: null })], ['shop/(any pod) sidecar']],
    [
      'two selectors that one pod can have',
      [policy('p'), policy('q', { selector: { matchLabels: { tier: 'back' } } })],
      ['shop/(app=cart) sidecar', 'shop/(app=cart,tier=back) sidecar', 'shop/(tier=back) sidecar'],
    ],
    [
      'V6: the root namespace',
      [policy('p', {}, 'istio-system'), policy('q', { selector: null })],
      [
        'istio-system/(app=cart) sidecar',
        'shop/(any pod) sidecar',
        'shop/(app=cart) sidecar',
        '*/(app=cart) sidecar',
      ],
    ],
    [
      'K3: a Service',
      [policy('p', { selector: null, targetRefs: [{ kind: 'Service', name: 'cart' }] })],
      ['shop/service:cart waypoint'],
    ],
    [
      'K2, K3: a Gateway, which may be a waypoint',
      [
        policy('p', {
          selector: null,
          targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw' }],
        }),
      ],
      ['shop/gateway:gw gateway', 'shop/waypoint:gw waypoint'],
    ],
  ])('%s', (_, policies, expected) => {
    expect(names(policies)).toEqual(expected);
  });
});

describe('compareSubjects', () => {
  const from = [policy('p', { rules: [fromCallers(WEB)] })];
  const to = [policy('p', { rules: [fromCallers(WEB, PAY)] })];

  it('gives a witness as a flow line that both sets judge as it says', () => {
    const [compared] = compareSubjects(from, to, [cart], MESH);
    const [witness] = compared?.differences ?? [];
    const call = callOfFlow(witness!.flow, MESH, 'absent');
    const verdict = (policies: typeof from) => evaluate(policies, cart.points[0]!, call!);

    expect(compared).toMatchObject({ workload: 'Kubernetes/shop/cart', equal: false, undecided: [] });
    expect(witness).toMatchObject({ change: 'newly-allowed', flow: { source: { principal: PAY } } });
    expect(verdict(from)).toEqual({ verdict: 'deny', by: null });
    expect(verdict(to)).toEqual({ verdict: 'allow', by: { policy: 'shop/p', rule: 0 } });
    expect(witness?.from.why).toContain('shop/p');
  });

  it('asks once for a workload with several kinds of pods', () => {
    const pods = cartWith({ app: 'cart', v: '1' }, { app: 'cart', v: '2' });
    const [compared, ...others] = compareSubjects(from, to, [pods], MESH);

    expect(others).toEqual([]);
    expect(compared?.differences.map(({ flow }) => flow.destination.labels?.v)).toEqual(['1', '2']);
  });

  it('overlooks no policy that picks none of the workloads', () => {
    const other = policy('q', { selector: { matchLabels: { app: 'bank' } } });

    expect(compareSubjects(from, [...from, other], [cart], MESH)).toMatchObject([
      { workload: 'Kubernetes/shop/(app=bank)', equal: false, differences: [{ change: 'newly-denied' }] },
      { workload: 'Kubernetes/shop/cart', equal: true },
    ]);
  });

  it('is equal to itself', () => {
    expect(compareSubjects(from, from, [cart], MESH)).toMatchObject([
      { equal: true, differences: [], undecided: [] },
    ]);
  });
});
