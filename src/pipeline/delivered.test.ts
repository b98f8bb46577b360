import { describe, expect, it } from 'vitest';
import { handClock } from '../../test/support/pipeline-traffic.ts';
import { Delivered } from './delivered.ts';

const DAY = 100;

describe('a live input', () => {
  it('listens from its start until now, records or none', () => {
    const clock = handClock(100);
    const delivered = new Delivered(clock, DAY);
    delivered.listen('als');
    clock.time = 250;
    delivered.add('als', [{ from: 10, to: 20 }]);

    expect(delivered.spans()).toEqual([{ input: 'als', from: 100, to: 250 }]);
  });

  it('begins a new span with a restart: our own time down is not covered', () => {
    const clock = handClock(100);
    const delivered = new Delivered(clock, DAY);
    delivered.resume([{ input: 'als', from: 10, to: 60 }]);
    delivered.listen('als');
    clock.time = 101;

    expect(delivered.spans()).toEqual([{ input: 'als', from: 100, to: 101 }]);
  });
});

describe('lines', () => {
  it('cover from the first to the last of them', () => {
    const delivered = new Delivered(handClock(1000), DAY);
    delivered.add('log', [{ from: 50, to: 70 }]);
    delivered.add('log', []);
    delivered.add('log', [{ from: 20, to: 30 }]);
    delivered.add('log', [{ from: 90, to: 95 }]);

    expect(delivered.spans()).toEqual([{ input: 'log', from: 20, to: 95 }]);
  });

  it('go on after a restart where they ended', () => {
    const delivered = new Delivered(handClock(1000), DAY);
    delivered.resume([
      { input: 'log', from: 20, to: 95 },
      { input: 'log', from: 10, to: 60 },
    ]);
    delivered.add('log', [{ from: 300, to: 310 }]);

    expect(delivered.spans()).toEqual([{ input: 'log', from: 10, to: 310 }]);
  });

  it('count beside what listens by itself', () => {
    const delivered = new Delivered(handClock(1000), DAY);
    delivered.listen('als');
    delivered.add('log', [{ from: 1, to: 2 }]);

    expect(delivered.spans()).toEqual([
      { input: 'als', from: 1000, to: 1000 },
      { input: 'log', from: 1, to: 2 },
    ]);
  });

  it('that are about to be stored are covered in the commit, and not before it', () => {
    const delivered = new Delivered(handClock(1000), DAY);
    delivered.add('log', [{ from: 10, to: 20 }]);
    const more = [
      { source: 'log', days: [{ from: 15, to: 90 }] },
      { source: 'log', days: [{ from: 5, to: 6 }] },
      { source: 'log', days: [] },
    ] as const;

    expect(delivered.spans(more)).toEqual([{ input: 'log', from: 5, to: 90 }]);
    expect(delivered.spans()).toEqual([{ input: 'log', from: 10, to: 20 }]);
  });

  it('do not cover a silence of more than a week, before a restart or after it', () => {
    const delivered = new Delivered(handClock(10_000), DAY);
    delivered.add('log', [{ from: 10, to: 20 }]);
    delivered.add('log', [{ from: 720, to: 730 }]);
    delivered.add('log', [{ from: 1431, to: 1440 }]);

    const spans = [
      { input: 'log', from: 10, to: 730 },
      { input: 'log', from: 1431, to: 1440 },
    ] as const;
    expect(delivered.spans()).toEqual(spans);
    const again = new Delivered(handClock(10_000), DAY);
    again.resume(spans);
    expect(again.spans()).toEqual(spans);
    again.add('log', [{ from: 1000, to: 1001 }]);
    expect(again.spans()).toEqual([{ input: 'log', from: 10, to: 1440 }]);
  });
});
