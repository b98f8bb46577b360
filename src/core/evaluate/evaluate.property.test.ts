import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calls,
  completeCalls,
  points,
  policySets,
  unknownAttributes,
  without,
} from '../../../test/support/policy-arbitraries.ts';
import { attachedTo } from './attached.ts';
import { compile } from './compile.ts';
import { evaluate } from './evaluate.ts';

const RUNS = { numRuns: 5000 };

describe('evaluate', () => {
  it('answers as the compiled form does', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(policySets, points, fc.array(calls, { minLength: 1, maxLength: 5 }), (set, point, some) => {
        const compiled = compile(set, point);
        for (const call of some) {
          const verdict = evaluate(set, point, call);
          const kind = `${verdict.verdict} ${verdict.by === null ? 'by none' : 'by a rule'}`;
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
          expect(compiled(call)).toEqual(verdict);
        }
      }),
      RUNS,
    );
    // Else it would have proved little.
    for (const kind of [
      'allow by none',
      'allow by a rule',
      'deny by none',
      'deny by a rule',
      'unknown by none',
    ]) {
      expect(seen.get(kind), kind).toBeGreaterThan(40);
    }
  });

  it('B8: knowing less of a call never changes its verdict, but to unknown', () => {
    let unknown = 0;
    fc.assert(
      fc.property(policySets, points, completeCalls, unknownAttributes, (set, point, call, attributes) => {
        const all = evaluate(set, point, call).verdict;
        const less = evaluate(set, point, without(call, attributes)).verdict;
        if (less === 'unknown') unknown += 1;
        expect([all, 'unknown']).toContain(less);
      }),
      RUNS,
    );
    expect(unknown).toBeGreaterThan(100);
  });

  it('V3: the order of policies says nothing about the verdict', () => {
    fc.assert(
      fc.property(policySets, points, calls, (set, point, call) => {
        const { verdict, by } = evaluate(set, point, call);
        const turned = evaluate(set.toReversed(), point, call);
        expect(turned.verdict).toBe(verdict);
        if (point.plane !== 'ztunnel') expect(turned.by).toEqual(by);
      }),
      RUNS,
    );
  });

  it('V1: looks at no policy that isn’t attached', () => {
    fc.assert(
      fc.property(policySets, points, calls, (set, point, call) => {
        expect(evaluate(attachedTo(set, point), point, call)).toEqual(evaluate(set, point, call));
      }),
      RUNS,
    );
  });
});
