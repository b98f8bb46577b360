import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeCalls, points, policySets } from '../../../test/support/policy-arbitraries.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { arenaOf } from './arena.ts';
import { createCandidates } from './candidates.ts';
import { createIndexedJudge } from './indexed-judge.ts';
import { createLiterals } from './literals.ts';
import { readingOf } from './reading.ts';
import { enforcedAt, readSide } from './side.ts';

describe('createIndexedJudge', () => {
  it('judges as the evaluator does with all rules', () => {
    fc.assert(
      fc.property(
        policySets,
        policySets,
        points,
        fc.array(completeCalls, { minLength: 5, maxLength: 5 }),
        (a, b, point, calls) => {
          for (const call of calls) {
            if (point.plane === 'ztunnel' && call.chain === 'http') continue;
            const [from, to] = [enforcedAt(a, point), enforcedAt(b, point)];
            const reading = readingOf(point, call.chain, [...from, ...to]);
            const literals = createLiterals(reading);
            const arena = arenaOf(readSide(from, literals), readSide(to, literals), reading);
            const judge = createIndexedJudge(arena, point, createCandidates(arena));
            expect(judge(call)).toEqual({ from: evaluate(from, point, call), to: evaluate(to, point, call) });
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
