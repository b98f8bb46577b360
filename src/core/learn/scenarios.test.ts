import { describe, expect, it } from 'vitest';
import { DEFAULTS, everyDay, type SampleEdge, sampleHistory } from '../../../test/support/sample-history.ts';
import type { Readiness } from '../model/readiness.ts';
import { DAY } from '../model/scaled-time.ts';
import type { MeshPool } from './forecast.ts';
import { readinessOf } from './readiness.ts';

/** Stories of one workload, told from Monday, 2026-02-02, 00:00 on. */
const START = Date.parse('2026-02-02');
const QUIET: MeshPool = { N: 300, sumK: 30, sumR: 900, sumHit: 30, sumNew: 40 };
const SETTINGS = { ...DEFAULTS, calendar: true };

function at(age: number, edges: readonly SampleEdge[], rollouts: readonly number[] = []): Readiness {
  const seen = edges
    .map((edge) => ({ ...edge, days: edge.days.filter((day) => day < age) }))
    .filter((edge) => edge.days.length > 0);
  const known = rollouts.filter((day) => day < age);
  const history = sampleHistory({ age, start: START, edges: seen, rollouts: known });
  return readinessOf(history, 'paths', QUIET, SETTINGS, null);
}

const steady: SampleEdge = { days: everyDay(0.4, 200), perDay: 10_000 };

function gate(readiness: Readiness, id: string) {
  return readiness.gates.find((found) => found.id === id)!;
}

describe('scenarios', () => {
  it('a job of every first of the month: not stable across the first unseen 1st', () => {
    // 2026-03-01 is day 27, 2026-04-01 day 58; the quarter turns there too.
    const monthly: SampleEdge = { days: [27.1, 58.1], perDay: 1 };
    for (let age = 20.5; age < 28; age += 0.5) {
      expect(gate(at(age, [steady, monthly]), 'calendar').passed).toBe(false);
    }
    expect(at(20.5, [steady, monthly]).state).toBe('stabilising');
    expect(gate(at(28, [steady, monthly]), 'calendar').passed).toBe(true);
    expect(gate(at(51.5, [steady, monthly]), 'calendar').why).toContain('quarter');
    expect(gate(at(59, [steady, monthly]), 'calendar').passed).toBe(true);
  });

  it('a caller of weekends only is learned by then, and stays', () => {
    const weekends: SampleEdge = {
      days: everyDay(5.5, 200).filter((day) => [5, 6].includes(Math.floor(day) % 7)),
    };
    expect(at(13.5, [steady, weekends]).state).toBe('learning');
    expect(gate(at(13.5, [steady, weekends]), 'weekdays').why).toBe('not yet covered twice: Sunday');
    expect(at(40, [steady, weekends]).state).toBe('stable');
    // A Friday: its last call was five days ago.
    expect(at(46.9, [steady, weekends]).state).toBe('stable');
  });

  it('daily rollouts that bring nothing: stable, and a low risk of change', () => {
    const readiness = at(40, [steady], everyDay(1.5, 39.5));
    expect(readiness.state).toBe('stable');
    expect(readiness.risk.rollout).toBeLessThan(0.05);
    expect(readiness.risk.rollout).toBeGreaterThan(0);
  });

  it('a rollout that brings calls raises the other risk, not this one', () => {
    const brought: SampleEdge = { days: everyDay(25.2, 200), perDay: 1 };
    const with_ = at(40, [steady, brought], [25]);
    const without = at(40, [steady, brought], []);
    expect(with_.risk.unseen!).toBeLessThan(without.risk.unseen!);
    expect(with_.risk.rollout!).toBeGreaterThan(without.risk.rollout!);
    expect(with_.state).toBe('stable');
  });

  it('an attacker with one success a day on another path each: never stable', () => {
    const attacks = everyDay(20.3, 60).map((day): SampleEdge => ({ days: [day], perDay: 1 }));
    for (const age of [30, 40, 50, 60]) {
      const readiness = at(age, [steady, ...attacks]);
      expect(readiness.state).toBe('stabilising');
      expect(readiness.risk.unseen).toBeGreaterThan(0.15);
    }
  });

  it('a list can be good for hours before it is stable', () => {
    const { state, goodForSeconds, risk } = at(3, [steady]);
    expect({ state, unseen: risk.unseen }).toEqual({ state: 'learning', unseen: null });
    expect(goodForSeconds).toBeGreaterThan(6 * 3600);
    expect(goodForSeconds * 1000).toBeLessThan(3 * DAY);
  });
});
