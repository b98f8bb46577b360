import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyDelta } from '../../../test/support/aggregate-arbitraries.ts';
import { deltaOf } from '../../../test/support/sighting.ts';
import { known } from '../model/caller.ts';
import type { DayCounts, Operation, OperationKey } from '../model/operation.ts';
import type { FlowDelta } from './delta.ts';
import { merge } from './merge.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const key: OperationKey = {
  reporter: 'destination',
  caller: known('cluster.local/ns/shop/sa/web'),
  port: 8080,
  protocol: 'http',
  method: 'GET',
  path: '/a/{*}',
};

function seen(day: number, hour: number, more: Partial<Parameters<typeof deltaOf>[0]> = {}): FlowDelta {
  const time = day * DAY + hour * HOUR;
  return deltaOf({ time, outcome: 'ok', count: 1, grpc: false, mark: null, literal: null, ...more }, DAY);
}

/** What a store would hold after these: the operation, and the day rows added up. */
function mergeAll(deltas: readonly FlowDelta[]): { operation: Operation | null; rows: DayCounts[] } {
  const rows = new Map<number, DayCounts>();
  let operation: Operation | null = null;
  for (const delta of deltas) {
    const merged = merge(operation, key, 7, delta);
    operation = merged.operation;
    for (const row of merged.dayRows) {
      const old = rows.get(row.day) ?? { day: row.day, ok: 0, failed: 0, denied: 0, hours: 0 };
      rows.set(row.day, {
        day: row.day,
        ok: old.ok + row.ok,
        failed: old.failed + row.failed,
        denied: old.denied + row.denied,
        hours: old.hours | row.hours,
      });
    }
  }
  return { operation, rows: [...rows.values()].sort((a, b) => a.day - b.day) };
}

it('keeps the newest day in the operation and moves earlier days out', () => {
  const { operation, rows } = mergeAll([
    seen(100, 3),
    seen(100, 4, { outcome: 'failed', count: 2 }),
    seen(101, 5, { count: 5 }),
    seen(99, 23, { outcome: 'denied' }),
  ]);
  expect(operation?.today).toEqual({ day: 101, ok: 5, failed: 0, denied: 0, hours: 1 << 5 });
  expect(rows).toEqual([
    { day: 99, ok: 0, failed: 0, denied: 1, hours: 1 << 23 },
    { day: 100, ok: 1, failed: 2, denied: 0, hours: (1 << 3) | (1 << 4) },
  ]);
  expect(operation).toMatchObject({
    seq: 7,
    counts: { ok: 6, failed: 2, denied: 1 },
    firstSeen: 99 * DAY + 23 * HOUR,
    lastSeen: 101 * DAY + 5 * HOUR,
    firstEvidence: 100 * DAY + 3 * HOUR,
    lastEvidence: 101 * DAY + 5 * HOUR,
    days: 2,
    hours: 2,
  });
});

it('counts a day once, however late its evidence comes within 96 days', () => {
  const days = (list: readonly number[]) => mergeAll(list.map((day) => seen(day, 1))).operation?.days;
  expect(days([200, 105, 200, 105])).toBe(2);
  expect(days([105, 200, 201, 202])).toBe(4);
  // 96 days late: counted, but not as a day.
  expect(days([200, 104])).toBe(1);
  expect(days([200, 50, 50])).toBe(1);
  expect(mergeAll([seen(200, 1), seen(104, 1)]).operation?.counts.ok).toBe(2);
  // Days that left the ring still count.
  expect(days([100, 200, 300, 400])).toBe(4);
});

it('says nothing of evidence for calls that never succeeded', () => {
  const { operation } = mergeAll([
    seen(5, 1, { outcome: 'failed', mark: 'path-cut' }),
    seen(6, 2, { outcome: 'denied' }),
  ]);
  expect(operation).toMatchObject({ days: 0, hours: 0, dayBits: [0, 0, 0], firstEvidence: null, marks: [] });
  expect(operation?.weekBits).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

it('counts distinct hours from below: never more than there were, exactly within a week', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 23 }))),
      (times) => {
        fc.pre(times.length > 0);
        const hours = mergeAll(times.map(([day, hour]) => seen(day, hour))).operation?.hours ?? 0;
        const truth = new Set(times.map(([day, hour]) => day * 24 + hour)).size;
        expect(hours).toBeLessThanOrEqual(truth);
        expect(hours).toBeGreaterThanOrEqual(new Set(times.map(([day]) => day)).size);
        const span = Math.max(...times.map(([day]) => day)) - Math.min(...times.map(([day]) => day));
        if (span < 7) expect(hours).toBe(truth);
      },
    ),
  );
});

it('keeps at most 32 literals, spread over all', () => {
  const many = Array.from({ length: 100 }, (_, i) => seen(1, 1, { literal: `/a/${i}` }));
  const literals = mergeAll(many).operation?.literals ?? [];
  expect(literals).toHaveLength(32);
  expect(new Set(literals.map((text) => text.slice(0, 4))).size).toBeGreaterThan(6);
});

it('gives the same whatever the order', () => {
  const shuffled = fc
    .array(anyDelta, { minLength: 1, maxLength: 60 })
    .chain((deltas) =>
      fc.tuple(fc.constant(deltas), fc.shuffledSubarray(deltas, { minLength: deltas.length })),
    );
  fc.assert(
    fc.property(shuffled, ([deltas, other]) => {
      expect(mergeAll(other)).toEqual(mergeAll(deltas));
    }),
    { numRuns: 300 },
  );
});

it('agrees with counting by hand', () => {
  fc.assert(
    fc.property(fc.array(anyDelta, { minLength: 1, maxLength: 60 }), (deltas) => {
      const { operation, rows } = mergeAll(deltas);
      const perDay = [...rows, operation?.today as DayCounts];
      for (const outcome of ['ok', 'failed', 'denied'] as const) {
        const truth = deltas.reduce((sum, delta) => sum + delta[outcome], 0);
        expect(operation?.counts[outcome]).toBe(truth);
        expect(perDay.reduce((sum, row) => sum + row[outcome], 0)).toBe(truth);
      }
      expect(operation?.days).toBe(new Set(deltas.filter(({ ok }) => ok > 0).map(({ day }) => day)).size);
      expect(new Set(perDay.map(({ day }) => day)).size).toBe(perDay.length);
    }),
  );
});
