import { describe, expect, it } from 'vitest';
import {
  DEFAULTS,
  everyDay,
  type Sample,
  type SampleEdge,
  sampleHistory,
} from '../../../test/support/sample-history.ts';
import type { Detail } from '../model/flow.ts';
import type { GateId, Readiness, State } from '../model/readiness.ts';
import { GATES } from '../model/readiness.ts';
import type { MeshPool } from './forecast.ts';
import { readinessOf } from './readiness.ts';
import type { LearnSettings } from './settings.ts';

const POOL: MeshPool = { N: 300, sumK: 150, sumR: 900, sumHit: 135, sumNew: 200 };
const MONDAY = Date.parse('2026-03-02T00:00Z');
const CALENDAR = { ...DEFAULTS, calendar: true };

function judge(
  sample: Sample,
  settings: LearnSettings = DEFAULTS,
  previous: State | null = null,
  detail: Detail = 'paths',
): Readiness {
  return readinessOf(sampleHistory(sample), detail, POOL, settings, previous);
}

function failing(readiness: Readiness): GateId[] {
  return readiness.gates.filter((gate) => !gate.passed).map((gate) => gate.id);
}

function steady(age: number): SampleEdge {
  return { days: everyDay(0.1, age - 0.1) };
}

const calm: Sample = { age: 40, edges: [steady(40)] };

describe('a workload that everything speaks for', () => {
  it('is stable', () => {
    const readiness = judge(calm);
    expect(readiness.state).toBe('stable');
    expect(readiness.gates.map((gate) => gate.id)).toEqual(GATES);
    expect(readiness.gates.every((gate) => gate.passed && gate.clearsAt === null)).toBe(true);
    expect(readiness.risk.unseen).toBeCloseTo(0.089, 4);
    expect(readiness.backtest).toBe(0);
    expect(readiness.goodForSeconds / 86_400).toBeGreaterThan(7);
  });

  it('has no method to know at the detail of callers', () => {
    const gates = judge(
      { ...calm, change: { unwritable: { callers: 1, methods: 1, paths: 1 } } },
      DEFAULTS,
      null,
      'callers',
    );
    expect(gates.state).toBe('stable');
    expect(gates.gates.map((gate) => gate.id)).toEqual(GATES.filter((id) => id !== 'method-unknown'));
  });
});

describe('precedence', () => {
  const everythingWrong = { selectorKnown: false };
  it.each<[State, Sample]>([
    ['no-data', { age: 3, holes: [[1, 2]], change: everythingWrong }],
    ['stale', { age: 20, edges: [{ days: [1] }], change: everythingWrong }],
    ['stale', { age: 8, holes: [[6, 7.5]], edges: [steady(8)], change: everythingWrong }],
    ['learning', { age: 9, edges: [steady(9)], change: everythingWrong }],
    ['stabilising', { ...calm, change: everythingWrong }],
    ['stable', calm],
  ])('%s', (state, sample) => {
    expect(judge(sample).state).toBe(state);
  });

  it.each([
    ['no traffic at all', { age: 0 }],
    ['at the first record', { age: 0, edges: [{ days: [0] }] }],
  ])('%s: has an answer', (_, sample: Sample) => {
    const { state, goodForSeconds, risk, expectedNew, backtest } = judge(sample);
    expect({ goodForSeconds, risk, expectedNew, backtest }).toEqual({
      goodForSeconds: 0,
      risk: { unseen: null, rollout: null, any: null },
      expectedNew: null,
      backtest: null,
    });
    expect(state).toBe(sample.edges ? 'learning' : 'no-data');
  });
});

describe('hysteresis', () => {
  // P_old is 0.113 at 30 days.
  const between: Sample = { age: 30, edges: [steady(30)] };
  it.each<[State | null, State]>([
    [null, 'stabilising'],
    ['stabilising', 'stabilising'],
    ['stale', 'stabilising'],
    ['stable', 'stable'],
  ])('from %s it is %s', (previous, state) => {
    expect(judge(between, DEFAULTS, previous).state).toBe(state);
  });

  it('ends at one and a half times the risk', () => {
    expect(judge({ age: 20, edges: [steady(20)] }, DEFAULTS, 'stable').state).toBe('stabilising');
  });
});

describe('expected new edges', () => {
  it('are those that exist and those that rollouts bring', () => {
    const { expectedNew, risk } = judge({ age: 30, edges: [steady(30)] });
    // E_old 0.1241, and per day 0.01425 rollouts of 0.2214 edges each.
    expect(expectedNew).toBeCloseTo(0.1241 + 0.0221, 4);
    expect(risk.any).toBeCloseTo(0.1266, 4);
  });

  it('are only the former where rollouts are invisible', () => {
    const { expectedNew, risk } = judge({ age: 30, edges: [steady(30)], rollouts: null });
    expect(expectedNew).toBeCloseTo(0.1915, 4);
    expect(risk).toEqual({ unseen: risk.any, rollout: null, any: risk.any });
  });
});

describe('anonymous callers', () => {
  it('hold nothing back once they are gone for 14 days', () => {
    const gone: SampleEdge = { days: everyDay(0, 25), anonymous: true };
    expect(failing(judge({ ...calm, edges: [steady(40), gone] }))).toEqual([]);
  });
});

describe('scaled time', () => {
  const settings = { ...CALENDAR, timeUnit: 2000 };
  const readiness = judge({ ...calm, start: MONDAY, timeUnit: 2000 }, settings);

  it('passes weekdays and calendar with its reason', () => {
    const reasons = readiness.gates.filter(({ id }) => id === 'weekdays' || id === 'calendar');
    expect(reasons.map(({ passed, why }) => ({ passed, why }))).toEqual([
      { passed: true, why: 'scaled time' },
      { passed: true, why: 'scaled time' },
    ]);
  });

  it('says the same as real time, with wall-clock seconds', () => {
    const real = judge(calm);
    expect(readiness.state).toBe('stable');
    expect(readiness.risk).toEqual(real.risk);
    expect(readiness.goodForSeconds).toBe(Math.floor((real.goodForSeconds / 86_400) * 2));
  });
});

describe('what it doesn’t depend on', () => {
  const sample: Sample = { age: 34, edges: [steady(34), { days: everyDay(25.5, 33), perDay: 7 }] };

  it('is how often a call is made', () => {
    const many = sample.edges!.map((edge) => ({ ...edge, perDay: (edge.perDay ?? 100) * 10 }));
    expect(judge({ ...sample, edges: many })).toEqual(judge(sample));
  });

  it('is what never succeeded', () => {
    const scanned = [...sample.edges!, ...Array.from({ length: 200 }, () => ({ days: [] }))];
    expect(judge({ ...sample, edges: scanned })).toEqual(judge(sample));
  });

  it('is the order of what was gathered', () => {
    const history = sampleHistory(sample);
    const shuffled = {
      ...history,
      daily: history.daily.toReversed(),
      rollouts: history.rollouts.toReversed(),
    };
    const of = (given: typeof history) => readinessOf(given, 'paths', POOL, DEFAULTS, null);
    expect(of(shuffled)).toEqual(of(history));
  });
});

describe('good for', () => {
  it('stops at the next date that was never covered', () => {
    const sample: Sample = { age: 28.5, start: MONDAY, edges: [steady(28)] };
    expect(judge(sample).goodForSeconds / 86_400).toBeGreaterThan(5);
    expect(judge(sample, CALENDAR).goodForSeconds / 86_400).toBeCloseTo(0.5, 4);
  });
});
