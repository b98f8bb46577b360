import { describe, expect, it } from 'vitest';
import { anonymous, known } from '../model/caller.ts';
import { type Operation, OVERFLOW_PATH, OVERFLOW_PRINCIPAL } from '../model/operation.ts';
import { DAY, HOUR } from '../model/scaled-time.ts';
import { coveredTime } from './covered-time.ts';
import { historyOf } from './gather.ts';

const plain: Operation = {
  reporter: 'destination',
  caller: known('cluster.local/ns/shop/sa/web'),
  port: 8080,
  protocol: 'http',
  method: 'GET',
  path: '/',
  seq: 0,
  counts: { ok: 5, failed: 0, denied: 0 },
  firstSeen: 0,
  lastSeen: 0,
  firstEvidence: 0,
  lastEvidence: 0,
  today: { day: 2, hours: 1, ok: 3, failed: 0, denied: 0 },
  days: 1,
  hours: 1,
  dayBits: [0, 0, 0],
  weekBits: [],
  grpc: false,
  marks: [],
  literals: [],
};

const failed = { counts: { ok: 0, failed: 9, denied: 0 } };

function gather(...changes: readonly Partial<Operation>[]) {
  return historyOf(
    {
      now: 3 * DAY,
      workload: {
        key: { cluster: 'k', namespace: 'shop', name: 'cart' },
        plane: 'sidecar',
        labels: null,
        firstRecord: HOUR,
        lastRecord: 3 * DAY,
        rollouts: [{ owner: 'cart', revision: 'a', firstSeen: HOUR }],
        inputs: ['als'],
      },
      operations: changes.map((change, seq) => ({ ...plain, seq, ...change })),
      edges: { callers: [], methods: [], paths: [] },
      dayRows: [{ seq: 0, day: 1, ok: 2 }],
      covered: coveredTime({
        now: 3 * DAY,
        firstRecord: HOUR,
        listening: [{ input: 'als', from: 0, to: 3 * DAY }],
        gaps: [{ workload: 'k/shop/cart', from: DAY, to: DAY + 1 }],
        inputs: ['als'],
        timeUnit: DAY,
      }),
      callers: new Map(),
      selectorKnown: true,
      writable: (operation, detail) => detail === 'callers' || operation.method !== null,
    },
    DAY,
  );
}

describe('what the store has becomes a history', () => {
  it('with the newest day, which operations keep to themselves', () => {
    expect(gather({}, { reporter: 'source' }, failed).daily).toEqual([
      { seq: 0, day: 1, ok: 2 },
      { seq: 0, day: 2, ok: 3 },
    ]);
  });

  it('with covered time and its share', () => {
    const { covered, coverageShare } = gather();
    expect(covered.map(({ from, to }) => [from / HOUR, to / HOUR])).toEqual([
      [1, 24],
      [25, 72],
    ]);
    expect(coverageShare).toBeCloseTo(70 / 71);
  });

  it.each<[string, Partial<Operation>, callers: boolean, methods: boolean, paths: boolean]>([
    ['nothing', {}, false, false, false],
    ['callers', { caller: known(OVERFLOW_PRINCIPAL) }, true, true, true],
    ['paths', { path: OVERFLOW_PATH }, false, false, true],
    ['what failed', { path: OVERFLOW_PATH, ...failed }, false, false, false],
  ])('with what caps folded: %s', (_, change, callers, methods, paths) => {
    expect(gather(change).capped).toEqual({ callers, methods, paths });
  });

  it('with what can’t be written', () => {
    const unknown = { method: null };
    const history = gather(
      {},
      unknown,
      { ...unknown, ...failed },
      { ...unknown, caller: anonymous('plaintext') },
    );
    expect(history.unwritable).toEqual({ callers: 0, methods: 2, paths: 2 });
  });
});
