import { describe, expect, it } from 'vitest';
import { handClock } from '../../test/support/pipeline-traffic.ts';
import { CART_REPORTER } from '../../test/support/sample-record.ts';
import type { Reporter } from '../core/model/record.ts';
import { StreamCoverage } from './stream-coverage.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const CART = 'Kubernetes/shop/cart';
const NODE = 'sidecar~10.1.2.3~cart-7d9f-x2.shop~shop.svc.cluster.local';
const unnamed: Reporter = { ...CART_REPORTER, owner: null };

function world() {
  const clock = handClock(100 * HOUR);
  const heard: { pod: string | null; at: number }[] = [];
  const start = clock.time;
  const streams = new StreamCoverage({
    workloadOf: (reporter) => (reporter.owner === null ? null : `Kubernetes/shop/${reporter.owner}`),
    heard: (reporter, time) => heard.push({ pod: reporter.pod, at: time - start }),
    now: clock.now,
  });
  /** Moves time on to so long after the start. */
  const at = (time: number) => {
    clock.time = start + time;
  };
  const since = (time: number) => start + time;
  return { streams, heard, at, since };
}

describe('a gap', () => {
  it.each<[string, number, boolean]>([
    ['a second', SECOND, false],
    ['exactly a minute', MINUTE, false],
    ['a little more than a minute', MINUTE + 1, true],
    ['half an hour', 30 * MINUTE, true],
  ])('of %s until the node is back counts: %s → %s', (_, length, counts) => {
    const { streams, at, since } = world();
    streams.opened(NODE, CART_REPORTER);
    at(HOUR);
    streams.broke(NODE, since(50 * MINUTE));
    at(50 * MINUTE + length);
    streams.opened(NODE, CART_REPORTER);

    expect(streams.takeGaps()).toEqual(
      counts ? [{ workload: CART, from: since(50 * MINUTE), to: since(50 * MINUTE + length) }] : [],
    );
    expect(streams.takeGaps()).toEqual([]);
  });

  it('is none after a clean end', () => {
    const { streams, at } = world();
    streams.opened(NODE, CART_REPORTER);
    streams.closed(NODE);
    at(5 * HOUR);
    streams.beat();
    streams.opened(NODE, CART_REPORTER);

    expect(streams.takeGaps()).toEqual([]);
    expect(streams.openGaps()).toEqual([]);
  });

  it('is open until the node is back, and then closed', () => {
    const { streams, at, since } = world();
    streams.opened(NODE, CART_REPORTER);
    streams.broke(NODE, since(0));
    expect(streams.openGaps()).toEqual([]);
    at(10 * MINUTE);
    streams.beat();

    expect(streams.openGaps()).toEqual([{ workload: CART, from: since(0), to: since(10 * MINUTE) }]);
    expect(streams.takeGaps()).toEqual([]);
    streams.opened(NODE, CART_REPORTER);
    expect(streams.openGaps()).toEqual([]);
    expect(streams.takeGaps()).toHaveLength(1);
  });

  it.each(['beat, then back', 'back, without a beat'])('ends after an hour at the latest (%s)', (order) => {
    const { streams, at, since } = world();
    streams.opened(NODE, CART_REPORTER);
    streams.broke(NODE, since(0));
    at(HOUR - 1);
    streams.beat();
    expect(streams.openGaps()).toHaveLength(1);
    at(7 * HOUR);
    expect(streams.openGaps()).toEqual([{ workload: CART, from: since(0), to: since(HOUR) }]);
    if (order.startsWith('beat')) streams.beat();
    streams.opened(NODE, CART_REPORTER);

    expect(streams.takeGaps()).toEqual([{ workload: CART, from: since(0), to: since(HOUR) }]);
    at(9 * HOUR);
    streams.beat();
    expect(streams.takeGaps()).toEqual([]);
  });

  it('belongs to no workload where nobody knows whose telemetry is lost', () => {
    const { streams, at, since } = world();
    streams.opened(NODE, unnamed);
    streams.broke(NODE, since(0));
    at(10 * MINUTE);

    expect(streams.openGaps()).toEqual([]);
    streams.opened(NODE, unnamed);
    expect(streams.takeGaps()).toEqual([]);
  });

  it('is none for a node that was never heard', () => {
    const { streams, at, since } = world();
    streams.broke(NODE, since(0));
    streams.closed(NODE);
    at(10 * MINUTE);
    streams.opened(NODE, CART_REPORTER);

    expect(streams.takeGaps()).toEqual([]);
  });
});

describe('several streams of one node', () => {
  it('begin the gap at the earliest last message, and end it together', () => {
    const { streams, at, since } = world();
    for (let i = 0; i < 3; i++) streams.opened(NODE, CART_REPORTER);
    at(10 * MINUTE);
    streams.broke(NODE, since(8 * MINUTE));
    streams.broke(NODE, since(5 * MINUTE));
    streams.broke(NODE, since(9 * MINUTE));
    at(12 * MINUTE);
    streams.opened(NODE, CART_REPORTER);
    at(40 * MINUTE);
    streams.opened(NODE, CART_REPORTER);

    expect(streams.takeGaps()).toEqual([{ workload: CART, from: since(5 * MINUTE), to: since(12 * MINUTE) }]);
  });

  it('leave the gap open while another stands: one is missing', () => {
    const { streams, at, since } = world();
    streams.opened(NODE, CART_REPORTER);
    streams.opened(NODE, CART_REPORTER);
    streams.broke(NODE, since(0));
    at(10 * MINUTE);

    expect(streams.openGaps()).toHaveLength(1);
    streams.closed(NODE);
    expect(streams.openGaps()).toHaveLength(1);
  });

  it('are one pod: another node’s gap stays open', () => {
    const { streams, at, since } = world();
    streams.opened('a', CART_REPORTER);
    streams.opened('b', CART_REPORTER);
    streams.broke('a', since(0));
    at(10 * MINUTE);
    streams.opened('b', CART_REPORTER);

    expect(streams.takeGaps()).toEqual([]);
    expect(streams.openGaps()).toHaveLength(1);
  });
});

describe('heartbeats', () => {
  it('come from nodes whose streams stand', () => {
    const { streams, heard, at, since } = world();
    streams.opened('a', { ...CART_REPORTER, pod: 'a' });
    streams.opened('b', { ...CART_REPORTER, pod: 'b' });
    streams.opened('c', { ...CART_REPORTER, pod: 'c' });
    streams.broke('b', since(0));
    streams.closed('c');
    at(SECOND);
    streams.beat();

    expect(heard).toEqual([...['a', 'b', 'c'].map((pod) => ({ pod, at: 0 })), { pod: 'a', at: SECOND }]);
  });

  it('go on until the last stream of the node has ended', () => {
    const { streams, heard, at } = world();
    streams.opened(NODE, CART_REPORTER);
    streams.opened(NODE, CART_REPORTER);
    streams.closed(NODE);
    at(SECOND);
    streams.beat();
    streams.closed(NODE);
    at(2 * SECOND);
    streams.beat();

    expect(heard.map(({ at }) => at)).toEqual([0, 0, SECOND]);
  });
});

it('awaits only so many nodes that were invented: the longest gone are given up, with their gap', () => {
  const { streams, at, since } = world();
  for (let i = 0; i < 10_003; i++) {
    const name = `node-${i}`;
    streams.opened(name, { ...CART_REPORTER, owner: `w${i}` });
    streams.broke(name, since(0));
    at(2 * MINUTE);
  }

  expect(streams.openGaps()).toHaveLength(10_000);
  expect(streams.takeGaps().map(({ workload }) => workload)).toEqual([
    ...['Kubernetes/shop/w0', 'Kubernetes/shop/w1', 'Kubernetes/shop/w2'],
  ]);
});
