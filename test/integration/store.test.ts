import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANONYMOUS_REASONS, anonymous, known } from '../../src/core/model/caller.ts';
import type { PathMark } from '../../src/core/model/flow.ts';
import type { Operation } from '../../src/core/model/operation.ts';
import { DROP_REASONS, KEPT_REASONS } from '../../src/core/model/reason.ts';
import type { Rollout, Workload, WorkloadId } from '../../src/core/model/workload.ts';
import { workloadId } from '../../src/core/model/workload.ts';
import type { Commit, Store } from '../../src/ports.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

let directory = '';
let files = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'leastpath-store-'));
});

afterAll(() => rm(directory, { recursive: true }));

const newFile = () => join(directory, `${files++}.db`);
const cart: WorkloadId = 'Kubernetes/shop/cart';
let batches = 0;

function commitOf(part: Partial<Commit>): Commit {
  return {
    batch: `batch-${batches++}`,
    time: 1000,
    counters: [],
    workloads: [],
    operations: [],
    dayRows: [],
    hourCounts: [],
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

const anyOperation: fc.Arbitrary<Operation> = fc.record({
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

const anyWorkload: fc.Arbitrary<Workload> = fc.record({
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

describe('round trip', () => {
  let store: Store;

  beforeAll(async () => {
    store = await openSqliteStore(newFile(), { migrate: true });
  });

  afterAll(() => store[Symbol.asyncDispose]());

  it('gives back operations as they were written, whatever was there before', async () => {
    let workloads = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyOperation, { maxLength: 5 }), { maxLength: 4 }),
        async (commits) => {
          const workload: WorkloadId = `Kubernetes/operations/w${workloads++}`;
          const expected = new Map<number, Operation>();
          for (const operations of commits) {
            await store.commit(
              commitOf({ operations: operations.map((operation) => ({ workload, operation })) }),
            );
            for (const { seq } of operations) {
              expected.set(seq, operations.findLast((operation) => operation.seq === seq) as Operation);
            }
          }
          const sorted = [...expected.values()].sort((a, b) => a.seq - b.seq);
          expect(await store.operations(workload)).toEqual(sorted);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('gives back workloads as they were last written, in key order', async () => {
    const expected = new Map<WorkloadId, Workload>();
    await fc.assert(
      fc.asyncProperty(anyWorkload, async (workload) => {
        const id = workloadId(workload.key);
        expected.set(id, workload);
        await store.commit(commitOf({ workloads: [workload] }));
        expect(await store.workload(id)).toEqual(workload);
        const keys = [...expected.keys()].sort();
        expect(await store.workloads()).toEqual(keys.map((key) => expected.get(key)));
      }),
      { numRuns: 100 },
    );
  });

  it('gives back counters of every kind', async () => {
    const counters = [
      { source: 'als' as const, disposition: { kind: 'evidence' as const }, count: 2 ** 40 },
      ...KEPT_REASONS.map((reason) => ({
        source: 'als' as const,
        disposition: { kind: 'kept' as const, reason },
        count: 3,
      })),
      ...DROP_REASONS.map((reason) => ({
        source: 'log' as const,
        disposition: { kind: 'dropped' as const, reason },
        count: 5,
      })),
    ];
    await store.commit(commitOf({ counters }));
    await store.commit(commitOf({ counters }));
    const stored = await store.counters();
    expect(stored).toHaveLength(counters.length);
    expect(stored).toEqual(
      expect.arrayContaining(counters.map((counter) => ({ ...counter, count: 2 * counter.count }))),
    );
  });

  it('gives back states, the last of each workload and detail', async () => {
    const state = { workload: cart, detail: 'callers', state: 'learning', since: 5 } as const;
    await store.saveStates([state, { ...state, detail: 'paths' }]);
    await store.saveStates([{ ...state, state: 'stable', since: 9 }]);
    expect(await store.states()).toEqual([
      { ...state, state: 'stable', since: 9 },
      { ...state, detail: 'paths' },
    ]);
    // Named by a state, but never described.
    expect(await store.workload(cart)).toBeNull();
  });
});

describe('adding up', () => {
  it('adds day rows and hour counts, extends listening and gaps', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const day = { workload: cart, day: 20_000, seq: 3, ok: 1, failed: 2, denied: 3, hours: 0b101 };
    const hour = { workload: cart, hour: 480_000, evidence: 4, anonymous: 1 };
    await store.commit(
      commitOf({
        dayRows: [day, { ...day, day: 19_999 }, day, { ...day, workload: 'Kubernetes/shop/web' }],
        hourCounts: [hour, { ...hour, hour: 5 }, hour],
        listening: [{ input: 'als', from: 10, to: 20 }],
        gaps: [{ workload: cart, from: 12, to: 14 }],
      }),
    );
    await store.commit(
      commitOf({
        dayRows: [
          { ...day, hours: 0b10 },
          { ...day, seq: 1 },
        ],
        hourCounts: [hour],
        listening: [
          { input: 'als', from: 10, to: 30 },
          { input: 'als', from: 40, to: 50 },
          { input: 'log', from: 10, to: 11 },
        ],
        gaps: [
          { workload: cart, from: 12, to: 13 },
          { workload: cart, from: 2, to: 4 },
        ],
      }),
    );
    expect(await store.dayRows(cart, 20_000)).toEqual([
      { ...day, seq: 1 },
      { ...day, ok: 3, failed: 6, denied: 9, hours: 0b111 },
    ]);
    expect((await store.dayRows(cart, 0)).map((row) => row.day)).toEqual([19_999, 20_000, 20_000]);
    expect(await store.dayRows(cart, 20_001)).toEqual([]);
    expect(await store.hourCounts(cart, 6)).toEqual([{ ...hour, evidence: 12, anonymous: 3 }]);
    expect(await store.hourCounts(cart, 0)).toHaveLength(2);
    expect(await store.listening()).toEqual([
      { input: 'als', from: 10, to: 30 },
      { input: 'als', from: 40, to: 50 },
      { input: 'log', from: 10, to: 11 },
    ]);
    expect(await store.gaps(cart)).toEqual([
      { workload: cart, from: 2, to: 4 },
      { workload: cart, from: 12, to: 14 },
    ]);
  });

  it('answers for a workload it does not know', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    expect(await store.workload(cart)).toBeNull();
    expect(await store.operations(cart)).toEqual([]);
    expect(await store.dayRows(cart, 0)).toEqual([]);
    expect(await store.hourCounts(cart, 0)).toEqual([]);
    expect(await store.gaps(cart)).toEqual([]);
    expect(await store.workloads()).toEqual([]);
  });

  it('stores a batch once', async () => {
    await using store = await openSqliteStore(newFile(), { migrate: true });
    const counters = [{ source: 'als', disposition: { kind: 'evidence' }, count: 7 }] as const;
    const first = commitOf({
      counters,
      hourCounts: [{ workload: cart, hour: 1, evidence: 1, anonymous: 0 }],
    });
    expect(await store.commit(first)).toBe('stored');
    expect(await store.commit(first)).toBe('duplicate');
    expect(await store.commit({ ...first, time: 2, gaps: [{ workload: cart, from: 1, to: 2 }] })).toBe(
      'duplicate',
    );
    expect(await store.counters()).toEqual(counters);
    expect(await store.hourCounts(cart, 0)).toMatchObject([{ evidence: 1 }]);
    expect(await store.gaps(cart)).toEqual([]);
  });

  it('prunes what is older', async () => {
    await using store = await openSqliteStore(newFile(), { migrate: true });
    const dayRows = Array.from({ length: 5000 }, (_, seq) =>
      [1, 2].map((day) => ({ workload: cart, day, seq })),
    ).flat();
    const zero = { ok: 1, failed: 0, denied: 0, hours: 1 };
    const old = commitOf({
      time: 10,
      dayRows: dayRows.map((row) => ({ ...row, ...zero })),
      hourCounts: [5, 6].map((hour) => ({ workload: cart, hour, evidence: 1, anonymous: 0 })),
    });
    const young = commitOf({ time: 20 });
    await store.commit(old);
    await store.commit(young);
    await store.prune({ day: 2, hour: 6, time: 20 });
    const rows = await store.dayRows(cart, 0);
    expect(rows).toHaveLength(5000);
    expect(new Set(rows.map(({ day }) => day))).toEqual(new Set([2]));
    expect(await store.hourCounts(cart, 0)).toMatchObject([{ hour: 6 }]);
    expect(await store.commit({ ...old, dayRows: [], hourCounts: [] })).toBe('stored');
    expect(await store.commit(young)).toBe('duplicate');
  });
});

describe('durability', () => {
  it('has everything after a restart, and rollouts written again after one', async () => {
    const path = newFile();
    const rollouts: Rollout[] = [{ owner: 'cart', revision: 'a', firstSeen: 1 }];
    const workload: Workload = {
      key: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
      ...{
        plane: 'sidecar',
        labels: { app: 'cart' },
        firstRecord: 1,
        lastRecord: 2,
        rollouts,
        inputs: ['als'],
      },
    };
    const [operation] = fc.sample(anyOperation, { numRuns: 1, seed: 5 });
    const operations = [{ workload: cart, operation: operation as Operation }];
    {
      await using store = await openSqliteStore(path, { migrate: true });
      await store.commit(commitOf({ batch: 'one', workloads: [workload], operations }));
    }
    await using store = await openSqliteStore(path, { migrate: false });
    expect(await store.workloads()).toEqual([workload]);
    expect(await store.operations(cart)).toEqual([operation]);
    expect(await store.commit(commitOf({ batch: 'one' }))).toBe('duplicate');
    const more = [...rollouts, { owner: 'cart', revision: 'b', firstSeen: 3 }];
    await store.commit(commitOf({ workloads: [{ ...workload, rollouts: more }] }));
    await store.commit(commitOf({ workloads: [{ ...workload, rollouts: more, lastRecord: 9 }] }));
    expect(await store.workload(cart)).toEqual({ ...workload, rollouts: more, lastRecord: 9 });
  });

  it('changes nothing when a commit fails in the middle, and can be used after', async () => {
    await using store = await openSqliteStore(newFile(), { migrate: true });
    const day = { workload: cart, day: 1, seq: 0, ok: 1, failed: 0, denied: 0, hours: 1 };
    const bad = commitOf({
      dayRows: [day, { ...day, ok: null as unknown as number }],
      counters: [{ source: 'als', disposition: { kind: 'evidence' }, count: 1 }],
    });
    await expect(store.commit(bad)).rejects.toThrow('NOT NULL');
    expect(await store.dayRows(cart, 0)).toEqual([]);
    expect(await store.commit({ ...bad, dayRows: [day] })).toBe('stored');
    expect(await store.dayRows(cart, 0)).toEqual([day]);
    expect(await store.counters()).toMatchObject([{ count: 1 }]);
  });

  it('writes rollouts again after a commit that failed', async () => {
    await using store = await openSqliteStore(newFile(), { migrate: true });
    const workload: Workload = {
      key: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
      ...{ plane: 'sidecar', labels: null, firstRecord: 1, lastRecord: 2, inputs: ['als'] },
      rollouts: [{ owner: 'cart', revision: 'a', firstSeen: 1 }],
    };
    const gaps = [{ workload: cart, from: 1, to: null as unknown as number }];
    await expect(store.commit(commitOf({ workloads: [workload], gaps }))).rejects.toThrow('NOT NULL');
    expect(await store.workloads()).toEqual([]);
    await store.commit(commitOf({ workloads: [workload] }));
    expect(await store.workloads()).toEqual([workload]);
  });

  it.each(['file', 'memory'])('shows committed data only while a commit is written (%s)', async (kind) => {
    await using store = await openSqliteStore(kind === 'file' ? newFile() : ':memory:', { migrate: true });
    const dayRows = Array.from({ length: 3000 }, (_, seq) => ({
      ...{ workload: cart, day: 1, ok: 1, failed: 0, denied: 0, hours: 1 },
      seq,
    }));
    await store.commit(commitOf({ dayRows: dayRows.slice(0, 10) }));
    let done = false;
    const commit = store.commit(commitOf({ dayRows })).then(() => {
      done = true;
    });
    const seen = new Set<number>();
    while (!done) {
      const rows = await store.dayRows(cart, 0);
      seen.add(rows.length * 10_000 + rows.reduce((sum, { ok }) => sum + ok, 0));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await commit;
    // A file is read by a connection of its own, so nobody waits for a flush.
    if (kind === 'file') expect(seen).toContain(10 * 10_000 + 10);
    for (const state of seen) expect([10 * 10_000 + 10, 3000 * 10_000 + 3010]).toContain(state);
  });

  it('writes commits that are given at the same time one after the other', async () => {
    await using store = await openSqliteStore(newFile(), { migrate: true });
    const counters = [{ source: 'als', disposition: { kind: 'evidence' }, count: 1 }] as const;
    const results = await Promise.all(Array.from({ length: 20 }, () => store.commit(commitOf({ counters }))));
    expect(new Set(results)).toEqual(new Set(['stored']));
    expect(await store.counters()).toMatchObject([{ count: 20 }]);
  });
});
