import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Call, callRecord, count, identifyCalls, MONDAY } from '../../test/support/pipeline-traffic.ts';
import type { RecordOutcome } from '../core/model/flow.ts';
import { DAY, HOUR } from '../core/model/scaled-time.ts';
import type { TallyRow } from '../ports.ts';
import type { Taken } from './taken.ts';
import { FlowTally, type TallyOptions } from './tally.ts';

function newTally(options: Partial<TallyOptions> = {}): FlowTally {
  return new FlowTally({ source: 'als', identify: identifyCalls(), limit: 100, timeUnit: DAY, ...options });
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, one) => total + one, 0);
}

function endedOf({ evidence, kept, dropped }: Taken): number {
  return evidence + sum(kept) + sum(dropped);
}

/** Exchanges on flows, whatever their reporter. */
function onFlows({ flows }: Taken): { ok: number; failed: number; denied: number } {
  const total = { ok: 0, failed: 0, denied: 0 };
  for (const slot of flows.flatMap(({ slots }) => slots)) {
    total.ok += slot.ok;
    total.failed += slot.failed;
    total.denied += slot.denied;
  }
  return total;
}

type Step =
  | { readonly do: 'count'; readonly path: string; readonly outcome: RecordOutcome; readonly hours: number }
  | { readonly do: 'add'; readonly held: number; readonly outcome: RecordOutcome }
  | { readonly do: 'drop'; readonly count: number }
  | { readonly do: 'forget' | 'take' };

const anyOutcome = fc.constantFrom<RecordOutcome>('ok', 'ok', 'failed', 'denied', 'protocol-error');
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('count' as const),
      path: fc.integer({ min: 0, max: 12 }).map((n) => `/p${n}`),
      outcome: anyOutcome,
      hours: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('add' as const), held: fc.nat({ max: 20 }), outcome: anyOutcome }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), count: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('forget' as const, 'take' as const) }) },
);

it('loses and doubles nothing, in any order of steps, within its bound', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 120 }), fc.integer({ min: 1, max: 6 }), (steps, limit) => {
      const tally = newTally({ limit });
      const rows: TallyRow[] = [];
      const taken: Taken[] = [];
      const received = { ok: 0, failed: 0, denied: 0, 'protocol-error': 0, dropped: 0 };
      const take = () => {
        const pending = tally.records;
        taken.push(tally.take());
        expect(endedOf(taken.at(-1) as Taken)).toBe(pending);
        expect(tally.records).toBe(0);
      };
      for (const step of steps) {
        if (step.do === 'count') {
          const call: Call = { path: step.path, outcome: step.outcome, time: MONDAY + step.hours * HOUR };
          const tuple = step.path;
          const row = tally.find(tuple) ?? tally.insert(tuple, callRecord(call));
          if (row === null) {
            expect(tally.size).toBeGreaterThanOrEqual(limit);
            tally.drop('queue-overflow');
            received.dropped++;
            continue;
          }
          rows.push(row);
          tally.add(row, step.outcome, call.time);
          received[step.outcome as 'ok']++;
        } else if (step.do === 'add') {
          // A row that ingest still holds counts, known or forgotten meanwhile.
          const row = rows[step.held % Math.max(1, rows.length)];
          if (row === undefined) continue;
          tally.add(row, step.outcome, MONDAY);
          received[step.outcome as 'ok']++;
        } else if (step.do === 'drop') {
          tally.drop('malformed', step.count);
          received.dropped += step.count;
        } else if (step.do === 'forget') tally.forget();
        else take();
      }
      take();

      const total = (of: (one: Taken) => number) => taken.reduce((all, one) => all + of(one), 0);
      expect(total(({ evidence }) => evidence)).toBe(received.ok);
      expect(total(({ kept }) => kept.get('failed') ?? 0)).toBe(received.failed);
      expect(total(({ kept }) => kept.get('denied') ?? 0)).toBe(received.denied);
      expect(total(({ kept }) => kept.get('protocol-error') ?? 0)).toBe(received['protocol-error']);
      expect(total(({ dropped }) => sum(dropped))).toBe(received.dropped);
      for (const outcome of ['ok', 'failed', 'denied'] as const) {
        expect(total((one) => onFlows(one)[outcome])).toBe(received[outcome]);
      }
    }),
  );
});

it('has at most as many tuples with counts as it may remember', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 40 }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 5 }),
      (paths, limit) => {
        const tally = newTally({ limit });
        for (const [i, path] of paths.entries()) {
          count(tally, { time: MONDAY, path: `/p${path}` });
          if (i % 7 === 6) tally.take();
          expect(tally.size).toBeLessThanOrEqual(2 * limit);
        }
      },
    ),
  );
});
