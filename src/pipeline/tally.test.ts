import { describe, expect, it } from 'vitest';
import { type Call, count, identifyCalls, MESH, MONDAY } from '../../test/support/pipeline-traffic.ts';
import { CART_REPORTER, mtls, samplePod, sampleRecord } from '../../test/support/sample-record.ts';
import { Directory } from '../core/identify/directory.ts';
import { identify } from '../core/identify/identify.ts';
import type { RecordOutcome } from '../core/model/flow.ts';
import { DAY, HOUR } from '../core/model/scaled-time.ts';
import type { TallyRow } from '../ports.ts';
import type { Taken } from './taken.ts';
import { FlowTally, type TallyOptions } from './tally.ts';

function newTally(options: Partial<TallyOptions> = {}): FlowTally {
  return new FlowTally({ source: 'als', identify: identifyCalls(), limit: 100, timeUnit: DAY, ...options });
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

describe('where a record ends', () => {
  it.each<[RecordOutcome, Partial<Call>, string]>([
    ['ok', {}, 'evidence'],
    ['failed', {}, 'failed'],
    ['denied', {}, 'denied'],
    ['protocol-error', {}, 'protocol-error'],
    ['handshake-failed', { caller: null }, 'handshake-failed'],
    ['ok', { change: { upstreamCluster: 'BlackHoleCluster' } }, 'outbound-refused'],
    [
      'ok',
      {
        change: {
          peer: mtls('spiffe://cluster.local/ns/shop/sa/web'),
          reporter: { ...CART_REPORTER, serviceAccount: 'pay' },
        },
      },
      'reporter-mismatch',
    ],
  ])('%s of %j is counted as %s', (outcome, call, reason) => {
    const tally = newTally();
    count(tally, { time: MONDAY, outcome, ...call });

    const taken = tally.take();

    expect(taken.evidence).toBe(reason === 'evidence' ? 1 : 0);
    expect(Object.fromEntries(taken.kept)).toEqual(reason === 'evidence' ? {} : { [reason]: 1 });
    expect(taken.flows).toHaveLength(['evidence', 'failed', 'denied'].includes(reason) ? 1 : 0);
  });

  it('keeps a source reporter’s rows apart, whatever their outcome, and their flow', () => {
    const directory = new Directory();
    directory.put(samplePod('pay', '10.1.5.5'));
    const tally = newTally({ identify: (record) => identify(record, directory, MESH) });
    const change = {
      upstreamCluster: 'outbound|80||pay.shop.svc.cluster.local',
      local: { ip: '10.96.0.9', port: 80 },
      upstreamRemote: { ip: '10.1.5.5', port: 8080 },
      peer: mtls(),
    };
    for (const outcome of ['ok', 'failed', 'denied', 'protocol-error'] as const) {
      count(tally, { time: MONDAY, outcome, change });
    }

    const taken = tally.take();

    expect(Object.fromEntries(taken.kept)).toEqual({ 'source-row': 4 });
    expect(taken.evidence).toBe(0);
    expect(onFlows(taken)).toEqual({ ok: 1, failed: 1, denied: 1 });
    expect(taken.flows.map(({ flow }) => flow.reporter)).toEqual(['source']);
  });

  it('counts a caller’s row of which nobody knows the callee, without a flow', () => {
    const tally = newTally();
    const change = {
      upstreamCluster: 'outbound|80||pay.shop.svc.cluster.local',
      upstreamRemote: { ip: '10.1.5.5', port: 8080 },
      peer: mtls(),
    };
    count(tally, { time: MONDAY, change });

    expect(Object.fromEntries(tally.kept)).toEqual({ 'source-row': 1 });
    expect(tally.take().flows).toEqual([]);
  });
});

describe('hours', () => {
  it('keeps the counts of each hour apart, with their own first and last moments', () => {
    const tally = newTally();
    count(tally, { time: MONDAY + 5 });
    count(tally, { time: MONDAY + 1 });
    count(tally, { time: MONDAY + 3, outcome: 'failed' });
    count(tally, { time: MONDAY + HOUR, outcome: 'denied' });

    const { flows, days } = tally.take();

    const day = MONDAY / DAY - 10 / 24;
    expect(flows.flatMap(({ slots }) => slots)).toEqual([
      {
        ...{ day, hour: 10, ok: 2, failed: 1, denied: 0 },
        succeeded: { first: MONDAY + 1, last: MONDAY + 5 },
        refused: { first: MONDAY + 3, last: MONDAY + 3 },
      },
      {
        ...{ day, hour: 11, ok: 0, failed: 0, denied: 1 },
        succeeded: { first: Infinity, last: -Infinity },
        refused: { first: MONDAY + HOUR, last: MONDAY + HOUR },
      },
    ]);
    expect(days).toEqual([{ from: MONDAY + 1, to: MONDAY + HOUR }]);
  });

  it('tells from when to when each day was heard, kept records too', () => {
    const tally = newTally();
    for (const time of [MONDAY + 2 * DAY, MONDAY + 9, MONDAY, MONDAY + 3]) count(tally, { time });

    expect(tally.take().days.toSorted((a, b) => a.from - b.from)).toEqual([
      { from: MONDAY, to: MONDAY + 9 },
      { from: MONDAY + 2 * DAY, to: MONDAY + 2 * DAY },
    ]);
  });

  it('scales days and hours', () => {
    const tally = newTally({ timeUnit: 2400 });
    for (const time of [0, 99, 100, 2399, 2400]) count(tally, { time });

    const slots = tally.take().flows.flatMap((flow) => flow.slots);

    expect(slots.map(({ day, hour, ok }) => [day, hour, ok])).toEqual([
      [0, 0, 2],
      [0, 1, 1],
      [0, 23, 1],
      [1, 0, 1],
    ]);
  });

  it('counts what a wrong clock dates ahead at the latest moment there can be', () => {
    const tally = newTally({ latest: () => MONDAY + 10 });
    for (const time of [MONDAY, MONDAY + 10, MONDAY + 400 * DAY]) count(tally, { time });

    const { days, clamped, flows } = tally.take();

    expect(days).toEqual([{ from: MONDAY, to: MONDAY + 10 }]);
    expect(clamped).toBe(1);
    expect(tally.take().clamped).toBe(0);
    expect(flows.flatMap(({ slots }) => slots.map(({ ok }) => ok))).toEqual([3]);
  });

  it('says no span where nothing has a time', () => {
    const tally = newTally();
    tally.drop('malformed', 3);
    expect(tally.take().days).toEqual([]);
  });
});

describe('the bound', () => {
  it('refuses new tuples past the limit until a flush, and goes on counting known ones', () => {
    const tally = newTally({ limit: 2 });
    for (const path of ['/a', '/b', '/c', '/a', '/d']) count(tally, { time: MONDAY, path });

    const first = tally.take();
    expect(first.evidence).toBe(3);
    expect(Object.fromEntries(first.dropped)).toEqual({ 'queue-overflow': 2 });
    count(tally, { time: MONDAY, path: '/c' });
    expect(tally.take().evidence).toBe(1);
  });

  it('remembers twice the limit, then forgets what has no counts', () => {
    const tally = newTally({ limit: 2 });
    for (const path of ['/a', '/b', '/c', '/d']) {
      count(tally, { time: MONDAY, path });
      if (path === '/b') tally.take();
    }
    const tuple = (path: string) => JSON.stringify({ path });
    expect(['/a', '/b', '/c', '/d'].map((path) => tally.find(tuple(path)) !== undefined)).toEqual([
      ...[true, true, true, true],
    ]);
    tally.take();
    count(tally, { time: MONDAY, path: '/e' });
    expect(['/a', '/b', '/c', '/d', '/e'].map((path) => tally.find(tuple(path)) !== undefined)).toEqual([
      ...[false, false, false, false, true],
    ]);
  });
});

describe('forgetting identities', () => {
  it('identifies a tuple anew, and loses nothing of what was counted on the old answer', () => {
    let name = 'cart';
    const identified = identifyCalls();
    const tally = newTally({
      identify: (record) =>
        identified({ ...record, reporter: { ...record.reporter, labels: { app: name } } }),
    });
    count(tally, { time: MONDAY });
    name = 'basket';
    tally.forget();
    count(tally, { time: MONDAY });

    const counted = tally.take().flows.map(({ flow, slots }) => [flow.workload.name, slots[0]?.ok]);

    expect(counted).toEqual([
      ['cart', 1],
      ['basket', 1],
    ]);
  });

  it('doesn’t remember an old answer again when it makes room', () => {
    const tally = newTally({ limit: 10 });
    count(tally, { time: MONDAY, path: '/old' });
    const old = tally.find(JSON.stringify({ path: '/old' }));
    tally.forget();
    // Rows without an edge take room, but no place among those with counts.
    for (let i = 0; i < 25; i++) count(tally, { time: MONDAY, outcome: 'protocol-error', path: `/${i}` });

    expect(old).toBeDefined();
    expect(tally.find(JSON.stringify({ path: '/old' }))).toBeUndefined();
    expect(tally.take().evidence).toBe(1);
  });
});

it('answers as a record, whatever is unknown about it', () => {
  const tally = newTally();
  const row = tally.insert('x', sampleRecord({ reporter: { ...CART_REPORTER, namespace: null, pod: null } }));
  expect(row).not.toBeNull();
  tally.add(row as TallyRow, 'ok', MONDAY);
  expect(Object.fromEntries(tally.kept)).toEqual({ 'workload-unknown': 1 });
});
