import { describe, expect, it } from 'vitest';
import {
  DEFAULTS,
  everyDay,
  type Sample,
  type SampleEdge,
  sampleHistory,
} from '../../../test/support/sample-history.ts';
import type { GateId, State } from '../model/readiness.ts';
import { GATES } from '../model/readiness.ts';
import { DAY } from '../model/scaled-time.ts';
import type { MeshPool } from './forecast.ts';
import { readinessOf } from './readiness.ts';
import type { LearnSettings } from './settings.ts';

const POOL: MeshPool = { N: 300, sumK: 150, sumR: 900, sumHit: 135, sumNew: 200 };
const MONDAY = Date.parse('2026-03-02T00:00Z');
const CALENDAR = { ...DEFAULTS, calendar: true };

function judge(sample: Sample, settings: LearnSettings) {
  return readinessOf(sampleHistory(sample), 'paths', POOL, settings, null);
}

function steady(age: number): SampleEdge {
  return { days: everyDay(0.1, age - 0.1) };
}

const calm: Sample = { age: 40, edges: [steady(40)] };

interface GateCase {
  readonly gate: GateId;
  readonly sample: Sample;
  readonly settings?: LearnSettings;
  readonly state: State;
  readonly why: string;
  /** Days since the begin; null = can't be said. */
  readonly clears: number | null;
}

const gateCases: readonly GateCase[] = [
  {
    gate: 'evidence',
    sample: { age: 40, edges: [{ days: [] }] },
    state: 'no-data',
    why: 'no call has succeeded yet',
    clears: null,
  },
  {
    gate: 'fresh',
    sample: { age: 40, edges: [{ days: everyDay(0, 25) }] },
    state: 'stale',
    why: 'last call that succeeded 15 days ago',
    clears: null,
  },
  {
    gate: 'coverage',
    sample: { ...calm, holes: [[36, 37]] },
    state: 'stale',
    why: 'telemetry covered 85.7 % of the last 7 days, needs 90 %',
    // 0.7 of a day may be missing: the hole has to slide out by 0.3.
    clears: 43.3,
  },
  {
    gate: 'coverage',
    sample: { age: 2, edges: [steady(2)], holes: [[1, 1.5]] },
    state: 'stale',
    why: 'telemetry covered 75 % of the last 2 days, needs 90 %',
    clears: 5,
  },
  {
    gate: 'age',
    sample: { age: 9.25, edges: [steady(9)] },
    state: 'learning',
    why: 'covered 9.2 of 14 days',
    clears: 14,
  },
  {
    gate: 'age',
    sample: { age: 13, edges: [steady(13)], holes: [[2, 4]] },
    state: 'learning',
    why: 'covered 11 of 14 days',
    clears: 16,
  },
  {
    gate: 'weekdays',
    sample: { age: 14, start: MONDAY, edges: [steady(14)], holes: [[5, 5.2]] },
    settings: { ...CALENDAR, minAge: 10 },
    state: 'learning',
    why: 'not yet covered twice: Saturday',
    clears: 20,
  },
  {
    gate: 'forecast',
    sample: { age: 30, edges: [steady(30)] },
    state: 'stabilising',
    why: 'chance that something not yet seen shows up within 7 days: 11.3 %, allowed 10 %',
    clears: 34.9,
  },
  {
    gate: 'forecast',
    sample: { age: 5, edges: [steady(5)] },
    state: 'learning',
    why: 'covered 5 days, too short to look 7 days ahead',
    clears: 34.9,
  },
  {
    gate: 'forecast',
    // The sighting of day 29 would leave the last half on day 58; by 54.5 the history is long enough for one.
    sample: { age: 40, edges: [steady(40), { days: [29] }, { days: [4] }] },
    state: 'stabilising',
    why: 'chance that something not yet seen shows up within 7 days: 13.1 %, allowed 10 %',
    clears: 54.5,
  },
  {
    gate: 'forecast',
    // Too many for a long time, had they not all left the last half on day 50.
    sample: { age: 40, edges: [steady(40), { days: [25] }, { days: [25] }, { days: [25] }] },
    state: 'stabilising',
    why: 'chance that something not yet seen shows up within 7 days: 20.8 %, allowed 10 %',
    clears: 50,
  },
  {
    gate: 'backtest',
    sample: { age: 40, rollouts: [30], edges: [steady(40), { days: everyDay(30.5, 39.5), perDay: 1 }] },
    state: 'stabilising',
    why: 'lists frozen 7 days earlier would have denied 0.14 % of requests, allowed 0.1 %',
    clears: null,
  },
  {
    gate: 'backtest',
    sample: { age: 5, edges: [steady(5)] },
    state: 'learning',
    why: 'nothing to try a list of 7 days ago on',
    clears: 7,
  },
  {
    gate: 'calendar',
    sample: { age: 26, start: MONDAY, edges: [steady(26)] },
    settings: { ...CALENDAR, risk: 0.5 },
    state: 'stabilising',
    why: '2026-03-31 is the last day of a month and last day of a quarter, which was never covered',
    clears: 31,
  },
  {
    gate: 'anonymous',
    sample: { ...calm, edges: [steady(40), { days: everyDay(0, 39), anonymous: true }] },
    state: 'stabilising',
    why: 'anonymous callers succeeded in the last 14 days and would be cut off: plaintext',
    clears: null,
  },
  {
    gate: 'reporters',
    sample: {
      ...calm,
      change: { reporters: { asked: 3, heard: 2, silent: 1, silentSince: 39.5 * DAY } },
    },
    state: 'learning',
    why: '1 of 3 pods that are asked to report were never heard',
    clears: 40.5,
  },
  {
    gate: 'labels',
    sample: { ...calm, change: { selectorKnown: false } },
    state: 'stabilising',
    why: 'no labels are known to select it by',
    clears: null,
  },
  {
    gate: 'caps',
    sample: { ...calm, change: { capped: { callers: false, methods: false, paths: true } } },
    state: 'stabilising',
    why: 'a limit was reached: some callers or paths were only counted together',
    clears: null,
  },
  {
    gate: 'method-unknown',
    sample: { ...calm, change: { unwritable: { callers: 0, methods: 0, paths: 2 } } },
    state: 'stabilising',
    why: "2 operations that succeeded can't be written as a rule at this detail",
    clears: null,
  },
];

describe('gates (O5)', () => {
  it.each(gateCases)('$gate: $why', ({ gate, sample, settings = DEFAULTS, state, why, clears }) => {
    const readiness = judge(sample, settings);
    const found = readiness.gates.find(({ id }) => id === gate)!;
    expect(found.passed).toBe(false);
    expect(readiness.state).toBe(state);
    expect(found.why).toBe(why);
    if (clears === null) expect(found.clearsAt).toBeNull();
    else expect((found.clearsAt! - (sample.start ?? 0)) / DAY).toBeCloseTo(clears, 1);
  });

  it('have a case each', () => {
    expect(new Set(gateCases.map(({ gate }) => gate))).toEqual(new Set(GATES));
  });

  it.each(gateCases.filter(({ clears }) => clears !== null))('$gate clears when it said: $why', (given) => {
    const { gate, sample, settings = DEFAULTS } = given;
    const { start = 0 } = sample;
    const clearsAt = judge(sample, settings).gates.find(({ id }) => id === gate)!.clearsAt!;
    // Calls go on as before; nothing new arrives.
    const goOn = (age: number): Sample => ({
      ...sample,
      age,
      edges: (sample.edges ?? []).map((edge, index) =>
        index === 0 ? { ...edge, days: everyDay(edge.days[0]!, age - 0.01) } : edge,
      ),
    });
    const passes = (age: number) => judge(goOn(age), settings).gates.find(({ id }) => id === gate)!.passed;
    const age = (clearsAt - start) / DAY;
    if (gate !== 'backtest') expect(passes(age + 0.001)).toBe(true);
    expect(passes(age - 0.01)).toBe(false);
  });
});
