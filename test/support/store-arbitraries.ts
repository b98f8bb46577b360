import fc from 'fast-check';
import { ANONYMOUS_REASONS, anonymous, known } from '../../src/core/model/caller.ts';
import type { PathMark } from '../../src/core/model/flow.ts';
import type { Operation } from '../../src/core/model/operation.ts';
import type { Workload } from '../../src/core/model/workload.ts';
import type { Commit } from '../../src/ports.ts';

let batches = 0;

/** A batch of its own with nothing in it but `part`. */
export function commitOf(part: Partial<Commit>): Commit {
  return {
    batch: `batch-${batches++}`,
    time: 1000,
    counters: [],
    workloads: [],
    operations: [],
    dayRows: [],
    hourCounts: [],
    denials: [],
    listening: [],
    gaps: [],
    ...part,
  };
}

const bits = (count: number) => fc.integer({ min: 0, max: 2 ** count - 1 });
const count = fc.oneof(fc.nat(), fc.constant(2 ** 45));
const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
const counts = fc.record({ ok: count, failed: count, denied: count });
const marks = fc.subarray<PathMark>(['path-claimed', 'path-cut', 'path-uncertain']);

/** Any values that fit the types, related or not. */
export const anyOperation: fc.Arbitrary<Operation> = fc.record({
  reporter: fc.constantFrom('destination', 'source'),
  caller: fc.oneof(
    fc.constantFrom('web', 'api').map((name) => known(`cluster.local/ns/shop/sa/${name}`)),
    fc.constantFrom(...ANONYMOUS_REASONS).map(anonymous),
  ),
  port: fc.integer({ min: 0, max: 65_535 }),
  protocol: fc.constantFrom('http', 'tcp'),
  method: fc.option(fc.constantFrom('GET', 'POST'), { nil: null }),
  path: fc.option(fc.webPath(), { nil: null }),
  seq: fc.nat({ max: 20 }),
  counts,
  firstSeen: time,
  lastSeen: time,
  firstEvidence: fc.option(time, { nil: null }),
  lastEvidence: fc.option(time, { nil: null }),
  today: fc.record({ day: fc.nat(), ok: count, failed: count, denied: count, hours: bits(24) }),
  days: fc.nat(),
  hours: fc.nat(),
  dayBits: fc.tuple(bits(32), bits(32), bits(32)),
  weekBits: fc.array(bits(24), { minLength: 7, maxLength: 7 }),
  grpc: fc.boolean(),
  marks,
  literals: fc.array(text, { maxLength: 32 }),
});

export const anyWorkload: fc.Arbitrary<Workload> = fc.record({
  key: fc.record({
    cluster: fc.constantFrom('east', 'west'),
    namespace: fc.constantFrom('shop', 'data'),
    name: fc.constantFrom('cart', 'service:cart', 'a/b'),
  }),
  plane: fc.constantFrom('sidecar', 'gateway', 'waypoint'),
  labels: fc.option(fc.dictionary(text, text), { nil: null }),
  firstRecord: time,
  lastRecord: time,
  rollouts: fc.array(fc.record({ owner: text, revision: text, firstSeen: time }), { maxLength: 4 }),
  inputs: fc.subarray(['als', 'log']),
});
