import { describe, expect, it } from 'vitest';
import { operationOf } from '../../../test/golden/recommend/operation-of.ts';
import { edgesAt } from '../aggregate/edges.ts';
import { dayBand, evidenceWords } from './evidence-words.ts';

describe('dayBand', () => {
  it.each([
    [1, '1 day'],
    [2, '2–6 days'],
    [6, '2–6 days'],
    [7, '7–13 days'],
    [13, '7–13 days'],
    [14, '14–29 days'],
    [29, '14–29 days'],
    [30, '30+ days'],
    [400, '30+ days'],
  ])('%d', (days, band) => {
    expect(dayBand(days)).toBe(band);
  });
});

describe('evidenceWords', () => {
  const from = 'cluster.local/ns/shop/sa/web';

  it('takes the first day of all and the busiest edge’s days', () => {
    const operations = [
      operationOf({ from, path: '/a', since: '2026-03-09', days: 10 }, 0),
      operationOf({ from, path: '/b', since: '2026-03-02', days: 2 }, 1),
    ];
    expect(evidenceWords(edgesAt(operations, 'paths'))).toBe('first seen 2026-03-02; on 7–13 days');
  });

  it('speaks of evidence, not of what failed before', () => {
    const [edge] = edgesAt([operationOf({ from, since: '2026-03-09' })], 'callers');
    expect(evidenceWords([{ ...edge!, firstSeen: 0 }])).toBe('first seen 2026-03-09; on 1 day');
  });

  it('says nothing of nothing', () => {
    expect(evidenceWords([])).toBeNull();
  });
});
