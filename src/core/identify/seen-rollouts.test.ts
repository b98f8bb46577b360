import { expect, it } from 'vitest';
import { samplePod } from '../../../test/support/sample-record.ts';
import { joinRollouts, seenRollouts } from './seen-rollouts.ts';

const known = (workload: string, revision: string | null, startTime: number) => ({
  pod: samplePod(workload, '10.0.0.1', {
    startTime,
    rollout: revision === null ? null : { owner: workload, revision },
  }),
});

it('finds each revision once, from its first pod on', () => {
  const seen = seenRollouts([
    known('cart', 'b', 300),
    known('cart', 'a', 200),
    known('cart', 'a', 100),
    known('job', null, 50),
    known('web', 'x', Number.NEGATIVE_INFINITY),
  ]);

  expect([...seen]).toEqual([
    [
      'Kubernetes/shop/cart',
      [
        { owner: 'cart', revision: 'b', firstSeen: 300 },
        { owner: 'cart', revision: 'a', firstSeen: 100 },
      ],
    ],
  ]);
});

const rollout = (revision: string, firstSeen: number) => ({ owner: 'cart', revision, firstSeen });

it.each([
  ['nothing more', [rollout('a', 1)], [], [rollout('a', 1)]],
  ['a later sight', [rollout('a', 1)], [rollout('a', 2)], [rollout('a', 1)]],
  ['an earlier one', [rollout('a', 2)], [rollout('a', 1)], [rollout('a', 1)]],
  ['another revision', [rollout('a', 2)], [rollout('b', 1)], [rollout('a', 2), rollout('b', 1)]],
])('joins %s', (_, before, more, expected) => {
  const joined = joinRollouts(before, more);
  expect(joined).toEqual(expected);
  expect(joined === before).toBe(JSON.stringify(before) === JSON.stringify(expected));
});
