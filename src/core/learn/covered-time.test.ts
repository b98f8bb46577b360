import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gap, Listening } from '../model/coverage.ts';
import { DAY, HOUR } from '../model/scaled-time.ts';
import { coverageShare, coveredTime } from './covered-time.ts';
import { totalLength } from './intervals.ts';

const MINUTE = 60_000;

function als(from: number, to: number): Listening {
  return { input: 'als', from, to };
}

function gap(from: number, to: number): Gap {
  return { workload: 'k/shop/cart', from, to };
}

interface Case {
  readonly name: string;
  readonly listening: readonly Listening[];
  readonly gaps?: readonly Gap[];
  readonly firstRecord?: number;
  readonly now?: number;
  readonly covered: readonly (readonly [number, number])[];
}

const cases: readonly Case[] = [
  { name: 'all of it', listening: [als(0, 4 * HOUR)], covered: [[0, 4]] },
  { name: 'nothing heard', listening: [], covered: [] },
  {
    name: 'only what the carrying input heard',
    listening: [{ input: 'log', from: 0, to: 4 * HOUR }],
    covered: [],
  },
  {
    name: 'not before the first record',
    listening: [als(0, 4 * HOUR)],
    firstRecord: 1.25 * HOUR,
    covered: [[1.25, 4]],
  },
  {
    name: 'the unfinished hour up to now',
    listening: [als(0, 3.5 * HOUR)],
    now: 3.5 * HOUR,
    covered: [[0, 3.5]],
  },
  {
    name: 'the unfinished hour not while unheard',
    listening: [als(0, 3 * HOUR)],
    now: 3.5 * HOUR,
    covered: [[0, 3]],
  },
  {
    name: 'five minutes lost are forgiven',
    listening: [als(0, 1.5 * HOUR), als(1.5 * HOUR + 5 * MINUTE, 4 * HOUR)],
    covered: [[0, 4]],
  },
  {
    name: 'more than five lose the hour',
    listening: [als(0, 1.5 * HOUR), als(1.5 * HOUR + 5 * MINUTE + 1, 4 * HOUR)],
    covered: [
      [0, 1],
      [2, 4],
    ],
  },
  {
    name: 'small losses of one hour add up',
    listening: [
      als(0, HOUR + 3 * MINUTE),
      als(HOUR + 6 * MINUTE, HOUR + 9 * MINUTE),
      als(HOUR + 12 * MINUTE, 4 * HOUR),
    ],
    covered: [
      [0, 1],
      [2, 4],
    ],
  },
  {
    name: 'small losses of different hours do not',
    listening: [als(0, 2 * HOUR - 4 * MINUTE), als(2 * HOUR + 4 * MINUTE, 4 * HOUR)],
    covered: [[0, 4]],
  },
  {
    name: 'a long loss, with edges in hours that stand',
    listening: [als(0, HOUR - 2 * MINUTE), als(3 * HOUR + 2 * MINUTE, 4 * HOUR)],
    covered: [
      [0, 1],
      [3, 4],
    ],
  },
  {
    name: 'a gap loses every hour it touches, however short',
    listening: [als(0, 4 * HOUR)],
    gaps: [gap(1.99 * HOUR, 2.01 * HOUR)],
    covered: [
      [0, 1],
      [3, 4],
    ],
  },
  {
    name: 'a gap that ends on the hour touches no more',
    listening: [als(0, 4 * HOUR)],
    gaps: [gap(1.9 * HOUR, 2 * HOUR)],
    covered: [
      [0, 1],
      [2, 4],
    ],
  },
  {
    name: 'overlapping processes count once',
    listening: [als(0, 2 * HOUR), als(1 * HOUR, 4 * HOUR)],
    covered: [[0, 4]],
  },
];

describe('covered time', () => {
  it.each(cases)('$name', ({ listening, gaps = [], firstRecord = 0, now = 4 * HOUR, covered }) => {
    const found = coveredTime({ now, firstRecord, listening, gaps, inputs: ['als'], timeUnit: DAY });
    expect(found.map(({ from, to }) => [from / HOUR, to / HOUR])).toEqual(covered);
  });

  it('is the same in scaled time', () => {
    for (const { listening, gaps = [], firstRecord = 0, now = 4 * HOUR, covered } of cases) {
      const scale = 3000 / DAY;
      const shrink = <T extends { from: number; to: number }>(span: T) => ({
        ...span,
        from: span.from * scale,
        to: span.to * scale,
      });
      const found = coveredTime({
        now: now * scale,
        firstRecord: firstRecord * scale,
        listening: listening.map(shrink),
        gaps: gaps.map(shrink),
        inputs: ['als'],
        timeUnit: 3000,
      });
      expect(found.map(({ from, to }) => [from / 125, to / 125])).toEqual(covered);
    }
  });

  it('never grows by a gap, nor beyond the age', () => {
    const moment = fc.integer({ min: 0, max: 96 * 60 }).map((minute) => minute * MINUTE);
    const spans = fc.array(fc.tuple(moment, moment), { maxLength: 6 });
    fc.assert(
      fc.property(spans, spans, moment, moment, (heard, torn, firstRecord, now) => {
        const listening = heard.map(([a, b]) => als(Math.min(a, b), Math.max(a, b)));
        const gaps = torn.map(([a, b]) => gap(Math.min(a, b), Math.max(a, b)));
        const input = { now, firstRecord, listening, inputs: ['als'] as const, timeUnit: DAY };
        const whole = totalLength(coveredTime({ ...input, gaps: gaps.slice(1) }));
        const less = totalLength(coveredTime({ ...input, gaps }));
        expect(less).toBeLessThanOrEqual(whole);
        expect(whole).toBeLessThanOrEqual(Math.max(0, now - firstRecord));
      }),
    );
  });

  it('costs the same for millions of years of hours of 83 ms', () => {
    // To look at each of these hours would take days.
    const now = 1e9 * DAY;
    const listening = [als(0, now / 2), als(now / 2 + 60_000, now)];
    const found = coveredTime({ now, firstRecord: 0, listening, gaps: [], inputs: ['als'], timeUnit: 2000 });
    expect(totalLength(found) / (now - 60_000)).toBeCloseTo(1, 9);
  });

  it('is shared out over a week, or over the age', () => {
    const covered = [
      { from: 0, to: 10 * DAY },
      { from: 11 * DAY, to: 14 * DAY },
    ];
    expect(coverageShare(covered, 0, 14 * DAY, DAY)).toBeCloseTo(6 / 7);
    expect(coverageShare(covered, 10.5 * DAY, 11.5 * DAY, DAY)).toBeCloseTo(0.5);
    expect(coverageShare([], 14 * DAY, 14 * DAY, DAY)).toBe(1);
  });
});
