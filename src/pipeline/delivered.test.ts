import { describe, expect, it } from 'vitest';
import { handClock } from '../../test/support/pipeline-traffic.ts';
import { Delivered } from './delivered.ts';

describe('a live input', () => {
  it('listens from its start until now, records or none', () => {
    const clock = handClock(100);
    const delivered = new Delivered(clock);
    delivered.listen('als');
    clock.time = 250;
    delivered.add('als', { first: 10, last: 20 });

    expect(delivered.spans()).toEqual([{ input: 'als', from: 100, to: 250 }]);
  });

  it('begins a new span with a restart: our own time down is not covered', () => {
    const clock = handClock(100);
    const delivered = new Delivered(clock);
    delivered.resume([{ input: 'als', from: 10, to: 60 }]);
    delivered.listen('als');
    clock.time = 101;

    expect(delivered.spans()).toEqual([{ input: 'als', from: 100, to: 101 }]);
  });
});

describe('lines', () => {
  it('cover from the first to the last of them', () => {
    const delivered = new Delivered(handClock(1000));
    delivered.add('log', { first: 50, last: 70 });
    delivered.add('log', null);
    delivered.add('log', { first: 20, last: 30 });
    delivered.add('log', { first: 90, last: 95 });

    expect(delivered.spans()).toEqual([{ input: 'log', from: 20, to: 95 }]);
  });

  it('go on after a restart where they ended', () => {
    const delivered = new Delivered(handClock(1000));
    delivered.resume([
      { input: 'log', from: 20, to: 95 },
      { input: 'log', from: 10, to: 60 },
    ]);
    delivered.add('log', { first: 300, last: 310 });

    expect(delivered.spans()).toEqual([{ input: 'log', from: 10, to: 310 }]);
  });

  it('count beside what listens by itself', () => {
    const delivered = new Delivered(handClock(1000));
    delivered.listen('als');
    delivered.add('log', { first: 1, last: 2 });

    expect(delivered.spans()).toEqual([
      { input: 'als', from: 1000, to: 1000 },
      { input: 'log', from: 1, to: 2 },
    ]);
  });

  it('that are about to be stored are covered in the commit, and not before it', () => {
    const delivered = new Delivered(handClock(1000));
    delivered.add('log', { first: 10, last: 20 });
    const more = [
      { source: 'log', span: { first: 15, last: 90 } },
      { source: 'log', span: { first: 5, last: 6 } },
      { source: 'log', span: null },
    ] as const;

    expect(delivered.spans(more)).toEqual([{ input: 'log', from: 5, to: 90 }]);
    expect(delivered.spans()).toEqual([{ input: 'log', from: 10, to: 20 }]);
  });
});
