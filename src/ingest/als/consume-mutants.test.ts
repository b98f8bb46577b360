import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecordingTally, RecordingWatch } from '../../../test/support/als-tally.ts';
import { httpEntry, httpLogs, identifier, join, nested, text } from '../../../test/support/als-wire.ts';
import { Directory } from '../../core/identify/directory.ts';
import { createIntake } from './als-intake.ts';
import { consume } from './consume.ts';
import { openStream } from './stream-state.ts';

it('never throws on mutated messages: each counts whole or as one malformed', () => {
  const message = join(
    identifier(),
    httpLogs(httpEntry(), httpEntry({ path: '/b' })),
    nested(9, text(3, 'x')),
  );
  const change = fc.record({ at: fc.nat(message.length - 1), to: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(message.length), (changes, end) => {
      const mutant = Buffer.from(message.subarray(0, end));
      for (const { at, to } of changes) if (at < end) mutant[at] = to;
      const fresh = new RecordingTally();
      const mine = openStream(createIntake(fresh, new RecordingWatch(), new Directory()), () => 0);
      const consumed = consume(mine, mutant, 0, mutant.length);
      expect(fresh.drops.get('malformed') ?? 0).toBe(consumed === 'malformed' ? 1 : 0);
      if (consumed !== 'counted') expect(fresh.rows.size).toBe(0);
    }),
    { numRuns: 2000 },
  );
});
