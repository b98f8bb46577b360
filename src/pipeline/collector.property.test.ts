import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openCollector, received, sums } from '../../test/support/pipeline-store.ts';
import { type Call, count, MONDAY, ROOMY } from '../../test/support/pipeline-traffic.ts';
import { edgesAt } from '../core/aggregate/edges.ts';
import { foldOperations } from '../core/aggregate/fold.ts';
import type { RecordOutcome } from '../core/model/flow.ts';
import { DETAILS } from '../core/model/flow.ts';
import type { DayCounts, Operation } from '../core/model/operation.ts';
import { HOUR } from '../core/model/scaled-time.ts';
import { workloadId } from '../core/model/workload.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';

const UUID = '550e8400-e29b-41d4-a716-446655440000';

const anyCall: fc.Arbitrary<Call> = fc.record({
  caller: fc.constantFrom('web', 'web', 'pay', null),
  callee: fc.constantFrom('cart', 'cart', 'ads'),
  path: fc.constantFrom('/cart', '/cart/1', '/cart/2', '/cart/cafe', `/cart/${UUID}`, '/cart/1/items'),
  method: fc.constantFrom('GET', 'GET', 'POST'),
  outcome: fc.constantFrom<RecordOutcome>('ok', 'failed', 'denied', 'protocol-error'),
  time: fc.integer({ min: 0, max: 90 }).map((hours) => MONDAY + hours * HOUR),
});

/** Of each day, whether it is in a row of its own by now or still in the operation's. */
function evidenceByDay(operations: readonly Operation[], rows: readonly DayCounts[]): Record<number, number> {
  const days: Record<number, number> = {};
  for (const { day, ok } of [...operations.map(({ today }) => today), ...rows]) {
    if (ok > 0) days[day] = (days[day] ?? 0) + ok;
  }
  return days;
}

/** What a reader sees in the end: everything but positions, which are given in order of arrival. */
async function outcomeOf(
  calls: readonly Call[],
  flushAfter: (index: number) => boolean,
  tallyOf: (index: number) => 0 | 1,
): Promise<unknown> {
  await using store = await openSqliteStore(':memory:', { migrate: true });
  const collector = await openCollector(store, { limits: ROOMY });
  const tallies = [collector.tally('log', false), collector.tally('log', false)] as const;
  for (const [index, call] of calls.entries()) {
    count(tallies[tallyOf(index)], call);
    if (flushAfter(index)) await collector.flush();
  }
  await collector.flush();
  const workloads = await store.workloads();
  const stored = await Promise.all(
    workloads.map(async ({ key }) => {
      const id = workloadId(key);
      const operations = await store.operations(id);
      return {
        operations: foldOperations(operations)
          .map(({ seq, ...operation }) => operation)
          .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
        edges: DETAILS.map((detail) => edgesAt(operations, detail).map(({ seqs, ...edge }) => edge)),
        hours: await store.hourCounts(id, 0),
        days: evidenceByDay(operations, await store.dayRows(id, 0)),
      };
    }),
  );
  return { workloads, stored, counters: sums(await store.counters()), listening: collector.listening() };
}

it('stores the same whatever the order, the flushes and the tallies', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyCall, { minLength: 1, maxLength: 40 }).chain((calls) =>
        fc.record({
          calls: fc.constant(calls),
          shuffled: fc.shuffledSubarray(calls, { minLength: calls.length }),
          flushes: fc.array(fc.boolean(), { minLength: 1 }),
          tallies: fc.array(fc.constantFrom<0 | 1>(0, 1), { minLength: 1 }),
        }),
      ),
      async ({ calls, shuffled, flushes, tallies }) => {
        const once = await outcomeOf(
          calls,
          () => false,
          () => 0,
        );
        const other = await outcomeOf(
          shuffled,
          (index) => flushes[index % flushes.length] === true,
          (index) => tallies[index % tallies.length] ?? 0,
        );
        expect(other).toEqual(once);
      },
    ),
    { numRuns: 40 },
  );
});

it('counts each record on exactly one operation', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyCall, { minLength: 1, maxLength: 30 }), async (calls) => {
      await using store = await openSqliteStore(':memory:', { migrate: true });
      const collector = await openCollector(store);
      const tally = collector.tally('als', true);
      for (const call of calls) count(tally, call);
      await collector.flush();

      const of = (outcome: RecordOutcome) => calls.filter((call) => call.outcome === outcome).length;
      const total = { ok: 0, failed: 0, denied: 0 };
      for (const { key } of await store.workloads()) {
        for (const { counts } of await store.operations(workloadId(key))) {
          total.ok += counts.ok;
          total.failed += counts.failed;
          total.denied += counts.denied;
        }
      }
      expect(total).toEqual({ ok: of('ok'), failed: of('failed'), denied: of('denied') });
      expect(received(await store.counters())).toBe(calls.length);
    }),
    { numRuns: 30 },
  );
});
