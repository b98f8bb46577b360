import { describe, expect, it } from 'vitest';
import { decodeCoverageLine, isCoverageLine } from './coverage-line.ts';

const LINE = {
  coverage: { cluster: 'east', namespace: 'shop', workload: 'cart' },
  from: '2026-03-01T00:00:00Z',
  to: '2026-03-09T04:00:00Z',
};

describe('a coverage line', () => {
  it('says whose telemetry was arriving, and when', () => {
    expect(isCoverageLine(LINE)).toBe(true);
    expect(decodeCoverageLine(LINE)).toEqual({
      workload: { cluster: 'east', namespace: 'shop', name: 'cart' },
      from: Date.UTC(2026, 2, 1),
      to: Date.UTC(2026, 2, 9, 4),
    });
  });

  it('may leave its cluster out', () => {
    const line = { ...LINE, coverage: { namespace: 'shop', workload: 'cart' } };
    expect(decodeCoverageLine(line)).toMatchObject({ workload: { cluster: 'Kubernetes' } });
  });

  it.each([{ destination: { port: 1 }, protocol: 'tcp' }, { destination: {}, coverage: {} }, [], null])(
    'is not %j',
    (value) => {
      expect(isCoverageLine(value)).toBe(false);
    },
  );

  it.each([
    [{ ...LINE, coverage: 'cart' }, 'coverage is "cart", not an object'],
    [{ ...LINE, coverage: { workload: 'cart' } }, 'coverage.namespace is missing'],
    [{ ...LINE, coverage: { namespace: 'shop' } }, 'coverage.workload is missing'],
    [{ ...LINE, coverage: { namespace: 'shop', workload: 1 } }, 'coverage.workload is 1, not a string'],
    [{ ...LINE, from: undefined }, 'from is missing'],
    [{ ...LINE, to: 'now' }, 'to is "now", not an RFC 3339 time'],
    [{ ...LINE, to: '2026-02-01T00:00:00Z' }, 'to is before from'],
  ])('%j is none that can be read', (line, error) => {
    expect(decodeCoverageLine(line)).toEqual({ error });
  });
});
