import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ForecastInput, forecast } from './forecast.ts';

interface Given {
  readonly t: number;
  readonly H?: number;
  readonly K?: number;
  readonly pool?: readonly [N: number, sumK: number];
  /** R, sumR, hit, new, sumHit, sumNew; null = invisible. */
  readonly rollouts?: readonly [number, number, number, number, number, number] | null;
  readonly untilCalendar?: number;
}

function inputOf({
  t,
  H = 7,
  K = 0,
  pool = [0, 0],
  rollouts = [0, 0, 0, 0, 0, 0],
  ...rest
}: Given): ForecastInput {
  const [R, sumR, hit, added, sumHit, sumNew] = rollouts ?? [0, 0, 0, 0, 0, 0];
  return {
    t,
    H,
    K,
    risk: 0.1,
    rollouts: { visible: rollouts !== null, R, hit, added },
    pool: { N: pool[0], sumK: pool[1], sumR, sumHit, sumNew },
    untilCalendar: rest.untilCalendar ?? null,
  };
}

describe('forecast', () => {
  it.each<[Given, pOld: number, eOld: number, pNew: number | null, pAny: number, goodFor: number]>([
    [{ t: 30, pool: [300, 150], rollouts: [0, 900, 0, 0, 135, 200] }, 0.1135, 0.1241, 0.0148, 0.1266, 6.02],
    [
      { t: 30, K: 2, pool: [300, 150], rollouts: [3, 900, 1, 2, 135, 200] },
      0.214,
      0.2483,
      0.1474,
      0.3299,
      2.83,
    ],
    [{ t: 14, pool: [1, 0] }, 0.2852, 0.3656, 0.0139, 0.2952, 1.78],
    [
      { t: 60, H: 30, K: 1, pool: [40, 12], rollouts: [8, 200, 0, 0, 10, 14] },
      0.2598,
      0.3165,
      0.0647,
      0.3077,
      8.84,
    ],
    [{ t: 7, K: 5, pool: [20, 40], rollouts: [1, 20, 1, 3, 4, 7] }, 0.9274, 3.1818, 0.263, 0.9465, 0.16],
    [{ t: 30, pool: [300, 150], rollouts: null }, 0.1671, 0.1915, null, 0.1671, 3.96],
  ])('%j', (given, pOld, eOld, pNew, pAny, goodFor) => {
    const found = forecast(inputOf(given));
    expect(found.pOld).toBeCloseTo(pOld, 4);
    expect(found.eOld).toBeCloseTo(eOld, 4);
    if (pNew === null) expect(found).toMatchObject({ pNew: null, eNew: null });
    else expect(found.pNew).toBeCloseTo(pNew, 4);
    expect(found.pAny).toBeCloseTo(pAny, 4);
    expect(found.goodForDays).toBeCloseTo(goodFor, 2);
  });

  it('is what the reviewer of a 45-day history reads', () => {
    // mu = 0.5 and r0 = 0.1, q0 = 0.145
    const pool = { N: 90, sumK: 40, sumR: 427.5, sumHit: 62.4375, sumNew: 0 };
    const week = { ...inputOf({ t: 45 }), pool, rollouts: { visible: true, R: 3, hit: 1, added: 1 } };
    expect(forecast(week).pOld).toBeCloseTo(0.0785, 4);
    expect(forecast(week).pNew).toBeCloseTo(0.105, 3);
    expect(forecast(week).goodForDays).toBeCloseTo(9.3, 1);
    expect(forecast({ ...week, H: 30 }).pOld).toBeCloseTo(0.24, 2);
  });

  it('counts rollouts over 90 days at most', () => {
    const rollouts = [9, 90, 2, 3, 20, 30] as const;
    const { pNew } = forecast(inputOf({ t: 90, pool: [10, 5], rollouts }));
    expect(forecast(inputOf({ t: 360, pool: [10, 5], rollouts })).pNew).toBe(pNew);
  });

  it('says nothing of a horizon longer than the history, but how long the list holds', () => {
    expect(forecast(inputOf({ t: 6.9 }))).toMatchObject({
      pOld: null,
      eOld: null,
      pNew: null,
      eNew: null,
      pAny: null,
    });
    expect(forecast(inputOf({ t: 6.9 })).goodForDays).toBeGreaterThan(0.3);
    expect(forecast(inputOf({ t: 7 })).pOld).not.toBeNull();
    expect(forecast(inputOf({ t: 0 }))).toMatchObject({ pOld: null, goodForDays: 0 });
  });

  it('stops at the next unrehearsed date', () => {
    const given = { t: 60, pool: [300, 100] as const };
    expect(forecast(inputOf(given)).goodForDays).toBeGreaterThan(10);
    expect(forecast(inputOf({ ...given, untilCalendar: 3.5 })).goodForDays).toBe(3.5);
  });

  const given = fc.record({
    t: fc.double({ min: 0.01, max: 400, noNaN: true }),
    H: fc.double({ min: 0.01, max: 90, noNaN: true }),
    K: fc.nat(40),
    pool: fc.tuple(fc.nat(500), fc.nat(2000)),
    rollouts: fc.option(fc.constant([2, 30, 1, 2, 4, 6] as const)),
  });

  it('doesn’t depend on the unit of time', () => {
    fc.assert(
      fc.property(given, fc.double({ min: 0.001, max: 1000, noNaN: true }), (base, scale) => {
        const one = forecast(inputOf(base));
        const other = forecast(inputOf({ ...base, t: base.t * scale, H: base.H * scale }));
        fc.pre((one.pOld === null) === (other.pOld === null));
        expect(other.pOld ?? 0).toBeCloseTo(one.pOld ?? 0, 9);
        expect(other.eOld ?? 0).toBeCloseTo(one.eOld ?? 0, 9);
        expect(other.goodForDays / scale).toBeCloseTo(one.goodForDays, 6);
      }),
    );
  });

  it('rises with surprises and horizon, falls with age, and never reaches beyond the age', () => {
    const pOld = (base: Given) => forecast(inputOf(base)).pOld ?? 1;
    fc.assert(
      fc.property(given, (base) => {
        expect(pOld({ ...base, K: base.K + 1 })).toBeGreaterThanOrEqual(pOld(base));
        expect(pOld({ ...base, H: base.H * 1.5 })).toBeGreaterThanOrEqual(pOld(base));
        expect(pOld({ ...base, t: base.t * 1.5 })).toBeLessThanOrEqual(pOld(base));
        expect(forecast(inputOf(base)).goodForDays).toBeLessThanOrEqual(base.t);
        expect(pOld(base)).toBeGreaterThanOrEqual(0);
        expect(pOld(base)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is good for as long as the risk allows', () => {
    fc.assert(
      fc.property(given, (base) => {
        const days = forecast(inputOf(base)).goodForDays;
        fc.pre(days < base.t && days > 1e-9);
        expect(forecast(inputOf({ ...base, H: days })).pOld).toBeCloseTo(0.1, 6);
      }),
    );
  });
});
