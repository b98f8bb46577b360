import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { known } from '../core/model/caller.ts';
import type { Flow } from '../core/model/flow.ts';
import type { RecordSource } from '../core/model/reason.ts';
import type { Workload } from '../core/model/workload.ts';
import { growWorkload } from './grow-workload.ts';

const key = { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' };

function flow(change: Partial<Flow> = {}): Flow {
  return {
    reporter: 'destination',
    workload: key,
    plane: 'sidecar',
    labels: { app: 'cart', tier: 'back' },
    rollout: null,
    caller: known('cluster.local/ns/shop/sa/web'),
    port: 8080,
    protocol: 'http',
    grpc: false,
    method: 'GET',
    path: '/',
    pathMark: null,
    ...change,
  };
}

interface Seen {
  readonly flow: Flow;
  readonly first: number;
  readonly last: number;
  readonly input: RecordSource;
}

function seen(first: number, change: Partial<Flow> = {}, input: RecordSource = 'als', last = first): Seen {
  return { flow: flow(change), first, last, input };
}

function grown(sightings: readonly Seen[]): Workload {
  let workload: Workload | null = null;
  for (const { flow, first, last, input } of sightings)
    workload = growWorkload(workload, flow, { first, last }, input);
  return workload as unknown as Workload;
}

/** As a caller's proxy reports it. */
const SOURCE = { reporter: 'source', labels: null } as const;

describe('labels', () => {
  it.each([
    [
      'what all reporters have in common',
      [
        { app: 'cart', v: '1' },
        { app: 'cart', v: '2' },
      ],
      { app: 'cart' },
    ],
    ['nothing that differs', [{ app: 'cart' }, { app: 'basket' }], {}],
    ['once nothing is left, nothing comes back', [{ app: 'cart' }, {}, { app: 'cart' }], {}],
    ['who says none doesn’t count', [null, { app: 'cart' }, null], { app: 'cart' }],
    ['nobody says any', [null, null], null],
  ])('are %s', (_, said, labels) => {
    expect(grown(said.map((one, i) => seen(i, { labels: one as Flow['labels'] }))).labels).toEqual(labels);
  });

  it('are the same object while they say the same: nothing is new then', () => {
    const before = grown([seen(0)]);
    expect(growWorkload(before, flow(), { first: 5, last: 5 }, 'als').labels).toBe(before.labels);
  });
});

describe('rollouts', () => {
  const rollout = (revision: string, owner = 'cart') => ({ rollout: { owner, revision } });

  it('are kept with the moment each was first seen, whatever is reported when', () => {
    const workload = grown([
      seen(50, rollout('b')),
      seen(10, rollout('a')),
      seen(40, rollout('b')),
      seen(60, rollout('b')),
      seen(20, rollout('a', 'cart-canary')),
      seen(5),
    ]);
    expect(workload.rollouts).toEqual([
      { owner: 'cart', revision: 'b', firstSeen: 40 },
      { owner: 'cart', revision: 'a', firstSeen: 10 },
      { owner: 'cart-canary', revision: 'a', firstSeen: 20 },
    ]);
  });

  it('are bounded', () => {
    let workload = grown([seen(0, rollout('r0'))]);
    for (let i = 1; i < 1500; i++) {
      workload = growWorkload(workload, flow(rollout(`r${i}`)), { first: i, last: i }, 'als');
    }
    expect(workload.rollouts).toHaveLength(1000);
  });
});

describe('records and inputs', () => {
  it('are those of the workload’s own proxies', () => {
    const workload = grown([seen(100, {}, 'log', 150), seen(90, {}, 'als'), seen(95, {}, 'log', 400)]);
    expect(workload).toMatchObject({ firstRecord: 90, lastRecord: 400, inputs: ['als', 'log'] });
  });

  it.each([
    ['its callers spoke before it did', [seen(10, SOURCE), seen(100), seen(120)]],
    ['its callers spoke between', [seen(100), seen(10, SOURCE), seen(500, SOURCE), seen(120)]],
    ['its callers spoke last', [seen(120), seen(100), seen(10, SOURCE, 'log'), seen(500, SOURCE)]],
  ])('begin with its own first record: %s', (_, sightings) => {
    expect(grown(sightings)).toMatchObject({ firstRecord: 100, lastRecord: 120, inputs: ['als'] });
  });

  it('are its callers’ while it has not spoken, and its plane too', () => {
    expect(grown([seen(30, { ...SOURCE, plane: 'waypoint' }), seen(10, SOURCE, 'log', 80)])).toMatchObject({
      firstRecord: 10,
      lastRecord: 80,
      inputs: [],
      plane: 'waypoint',
    });
    expect(grown([seen(30, { ...SOURCE, plane: 'waypoint' }), seen(40)]).plane).toBe('sidecar');
    expect(grown([seen(40), seen(30, { ...SOURCE, plane: 'waypoint' })]).plane).toBe('sidecar');
  });
});

it('is on the plane where a selector reaches least, whoever speaks last', () => {
  // K3: through a waypoint no selector attaches a policy, so one proxy that says it is one must be enough.
  const planes = (...said: readonly Flow['plane'][]) =>
    grown(said.map((plane, i) => seen(i, { plane }))).plane;
  expect(planes('sidecar', 'waypoint', 'gateway', 'sidecar')).toBe('waypoint');
  expect(planes('gateway', 'sidecar')).toBe('gateway');
});

const anySeen: fc.Arbitrary<Seen> = fc
  .record({
    plane: fc.constantFrom<Flow['plane']>('sidecar', 'gateway', 'waypoint'),
    first: fc.nat(1000),
    length: fc.nat(100),
    source: fc.boolean(),
    input: fc.constantFrom<RecordSource>('als', 'log'),
    labels: fc.constantFrom(null, { app: 'cart', v: '1' }, { v: '2', app: 'cart' }, { app: 'cart', x: 'y' }),
    revision: fc.constantFrom(null, 'a', 'b'),
  })
  .map(({ first, length, source, input, labels, revision, plane }) => {
    const rollout = revision === null ? null : { owner: 'cart', revision };
    const change: Partial<Flow> = source ? { ...SOURCE, rollout, plane } : { labels, rollout, plane };
    return seen(first, change, input, first + length);
  });

it('grows to the same in any order', () => {
  const known = (workload: Workload) => ({
    ...workload,
    rollouts: workload.rollouts.toSorted((a, b) => (a.revision < b.revision ? -1 : 1)),
  });
  fc.assert(
    fc.property(
      fc
        .array(anySeen, { minLength: 1, maxLength: 8 })
        .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        expect(known(grown(shuffled))).toEqual(known(grown(all)));
      },
    ),
  );
});
