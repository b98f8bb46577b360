import { describe, expect, it } from 'vitest';
import type { Interval } from '../model/interval.ts';
import { subtract } from './intervals.ts';
import { weekdayStanding } from './weekdays.ts';

function standing(from: string, now: string, zone = 'UTC', holes: readonly Interval[] = []) {
  const life = { from: Date.parse(from), to: Date.parse(now) };
  const { missing, clearsAt } = weekdayStanding(subtract([life], holes), life.to, zone);
  return [missing.join(' '), clearsAt === null ? null : new Date(clearsAt).toISOString().slice(0, 16)];
}

const ALL = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday';

// 2026-03-02 is a Monday.
describe('weekdays covered twice', () => {
  it.each<[string, from: string, now: string, missing: string, clearsAt: string | null]>([
    ['nothing yet', '2026-03-02', '2026-03-02', ALL, '2026-03-16T00:00'],
    ['a week', '2026-03-02', '2026-03-09', ALL, '2026-03-16T00:00'],
    ['all but the last day', '2026-03-02', '2026-03-15T23:59', 'Sunday', '2026-03-16T00:00'],
    ['two weeks', '2026-03-02', '2026-03-16', '', null],
    ['two weeks from noon', '2026-03-02T12:00', '2026-03-16T12:00', 'Monday', '2026-03-17T00:00'],
    ['ten days', '2026-03-06', '2026-03-16', 'Monday Tuesday Wednesday Thursday', '2026-03-20T00:00'],
  ])('%s', (_, from, now, missing, clearsAt) => {
    expect(standing(`${from.padEnd(16, 'T00:00')}Z`, `${now.padEnd(16, 'T00:00')}Z`)).toEqual([
      missing,
      clearsAt,
    ]);
  });

  it('counts no day that fell into a hole, nor today after one', () => {
    const hole = { from: Date.parse('2026-03-08'), to: Date.parse('2026-03-08T06:00Z') };
    expect(standing('2026-03-02', '2026-03-16', 'UTC', [hole])).toEqual(['Sunday', '2026-03-23T00:00']);
    expect(standing('2026-03-02', '2026-03-08T12:00Z', 'UTC', [hole])[1]).toBe('2026-03-23T00:00');
  });

  it('counts local days through a change of the clocks', () => {
    expect(standing('2026-03-15T23:00Z', '2026-03-29T22:00Z', 'Europe/Berlin')).toEqual(['', null]);
    expect(standing('2026-03-15T23:00Z', '2026-03-29T21:59Z', 'Europe/Berlin')).toEqual([
      'Sunday',
      '2026-03-29T22:00',
    ]);
  });
});
