import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCallers, MESH, pointOf, policy, WEB } from '../../../test/support/review-mesh.ts';
import type { Call } from '../evaluate/call.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Labels } from '../model/workload.ts';
import { judgeOf } from './judge.ts';
import { type KnownLabels, type SubjectFacts, subjectOf } from './subject.ts';

const workload = { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' };
const facts = (labels: KnownLabels, over: Partial<SubjectFacts> = {}): SubjectFacts => ({
  ...{ workload, plane: 'sidecar', service: null, labels },
  ...over,
});
const select = (matchLabels: Labels) => policy('p', { selector: { matchLabels } });
const labelsOf = (given: SubjectFacts, policies: readonly AuthorizationPolicy[]) =>
  subjectOf(given, policies, MESH).points.map(({ labels }) => labels);

describe('the points of a subject', () => {
  it.each<[string, KnownLabels, AuthorizationPolicy[], Labels[]]>([
    [
      'one for each kind of pod',
      {
        kind: 'pods',
        variants: [
          { app: 'cart', v: '1' },
          { app: 'cart', v: '2' },
        ],
      },
      [],
      [
        { app: 'cart', v: '1' },
        { app: 'cart', v: '2' },
      ],
    ],
    [
      'unknown: one without, one for each selector',
      { kind: 'unknown' },
      [select({ app: 'cart' }), select({ app: 'cart' }), select({ app: 'pay' })],
      [{}, { app: 'cart' }, { app: 'pay' }],
    ],
    [
      'V6: of this and the root namespace only',
      { kind: 'unknown' },
      [policy('a', {}, 'bank'), policy('b', { selector: { matchLabels: { x: 'y' } } }, 'istio-system')],
      [{}, { x: 'y' }],
    ],
    [
      'shared: as they are',
      { kind: 'shared', labels: { app: 'cart' } },
      [select({ app: 'pay' }), select({ tier: 'back' })],
      [{ app: 'cart' }],
    ],
    [
      'shared: what a rollout changes may be there',
      { kind: 'shared', labels: { app: 'cart' } },
      [select({ app: 'cart', version: '2' }), select({ app: 'pay', version: '2' })],
      [{ app: 'cart' }, { app: 'cart', version: '2' }],
    ],
    ['no labels asked for', { kind: 'unknown' }, [policy('p', { selector: null })], [{}]],
  ])('%s', (_, labels, policies, expected) => {
    expect(labelsOf(facts(labels), policies)).toEqual(expected);
  });

  it('K3: a waypoint is asked by targets, its own name among them', () => {
    const targeted = policy('p', {
      selector: null,
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'wp' }],
    });

    expect(
      labelsOf(facts({ kind: 'unknown' }, { plane: 'waypoint' }), [targeted, select({ app: 'cart' })]),
    ).toEqual([{}, { 'gateway.networking.k8s.io/gateway-name': 'wp' }]);
  });
});

const call: Call = { chain: 'http', principal: WEB, port: 8080, method: 'GET', path: '/cart' };
const label = fc.constantFrom('a', 'b');
const anyLabels: fc.Arbitrary<Labels> = fc.record({ x: label, y: label, z: label }, { requiredKeys: [] });
const anyPolicy = fc
  .record({
    matchLabels: anyLabels,
    action: fc.constantFrom('ALLOW', 'DENY'),
    caller: fc.constantFrom(WEB, 'cluster.local/ns/shop/sa/pay'),
    namespace: fc.constantFrom('shop', 'istio-system'),
  })
  .map(({ matchLabels, action, caller, namespace }) =>
    policy('p', { selector: { matchLabels }, action, rules: [fromCallers(caller)] }, namespace),
  );

describe('a verdict on pods whose labels are not known', () => {
  it('holds for whatever labels they have', () => {
    fc.assert(
      fc.property(
        fc.array(anyPolicy, { maxLength: 5 }),
        fc.array(anyLabels, { minLength: 20, maxLength: 20 }),
        (policies, guesses) => {
          const { verdict } = judgeOf(policies, subjectOf(facts({ kind: 'unknown' }), policies, MESH))(call);
          const real = guesses.map((labels) => evaluate(policies, pointOf(labels), call).verdict);
          expect(verdict === 'unknown' || real.every((one) => one === verdict)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is unknown only where labels decide', () => {
    fc.assert(
      fc.property(fc.array(anyPolicy, { maxLength: 4 }), (policies) => {
        const { verdict, byLabels } = judgeOf(
          policies,
          subjectOf(facts({ kind: 'unknown' }), policies, MESH),
        )(call);
        const all = subjectOf(facts({ kind: 'unknown' }), policies, MESH).points;
        const answers = new Set(all.map((point) => evaluate(policies, point, call).verdict));
        expect({ verdict, byLabels }).toEqual(
          answers.size === 1
            ? { verdict: [...answers][0], byLabels: false }
            : { verdict: 'unknown', byLabels: true },
        );
      }),
      { numRuns: 1000 },
    );
  });
});
