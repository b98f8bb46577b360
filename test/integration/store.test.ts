import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/core/model/operation.ts';
import { DROP_REASONS, KEPT_REASONS } from '../../src/core/model/reason.ts';
import { type Workload, type WorkloadId, workloadId } from '../../src/core/model/workload.ts';
import type { Store } from '../../src/ports.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { anyOperation, anyWorkload, commitOf } from '../support/store-arbitraries.ts';

let directory = '';
let files = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'leastpath-store-'));
});

afterAll(() => rm(directory, { recursive: true }));

const newFile = () => join(directory, `${files++}.db`);
const cart: WorkloadId = 'Kubernetes/shop/cart';
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
      listening: [
        { input: 'als', from: 1, to: 29 },
        { input: 'als', from: 28, to: 30 },
      ],
      gaps: [
        { workload: cart, from: 3, to: 29 },
        { workload: cart, from: 4, to: 30 },
      ],
    });
    const young = commitOf({ time: 20 });
    await store.commit(old);
    await store.commit(young);
    await store.prune({ day: 2, hour: 6, time: 20, moment: 30 });
    expect(await store.listening()).toEqual([{ input: 'als', from: 28, to: 30 }]);
    expect(await store.gaps(cart)).toEqual([{ workload: cart, from: 4, to: 30 }]);
    const rows = await store.dayRows(cart, 0);
    expect(rows).toHaveLength(5000);
    expect(new Set(rows.map(({ day }) => day))).toEqual(new Set([2]));
    expect(await store.hourCounts(cart, 0)).toMatchObject([{ hour: 6 }]);
    expect(await store.commit({ ...old, dayRows: [], hourCounts: [], gaps: [] })).toBe('stored');
    expect(await store.commit(young)).toBe('duplicate');
  });
});
