import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exchangeOf, said } from '../../../test/support/als-exchanges.ts';
import { outcomeOf } from '../../core/identify/outcome.ts';
import { outcomeFacts } from './exchange.ts';
import { OutcomeMemory } from './outcome-memory.ts';

it.each([4096, 3])('answers what the core would, whatever it was asked before (remembering %i)', (limit) => {
  const memory = new OutcomeMemory(limit);
  fc.assert(
    fc.property(said, (one) => {
      const exchange = exchangeOf(one);
      expect(memory.outcomeOf(exchange)).toBe(outcomeOf(outcomeFacts(exchange)));
    }),
    { numRuns: 2000 },
  );
});
