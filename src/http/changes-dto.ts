import { z } from 'zod';
import { ANONYMOUS_REASONS } from '../core/model/caller.ts';
import { RuleName } from './denied-dto.ts';
import { Count, Counts, named, Time } from './dto.ts';

const Judged = z.strictObject({
  verdict: z.enum(['allow', 'deny', 'unknown']),
  by: RuleName.nullable().describe('The rule that decided; null: none did'),
});

export const EffectChange = named(
  'EffectChange',
  z.strictObject({
    change: z.enum(['newly-denied', 'newly-allowed']),
    words: z.string().describe('The witness: one call that is judged differently'),
    witness: z.looseObject({}).describe('The same as a flow line, for `leastpath explain`'),
    before: Judged.describe('By what is deployed'),
    after: Judged.describe('By what is deployed with the recommendation in place of its earlier version'),
    recorded: z
      .array(
        z.strictObject({
          principal: z.string().nullable().describe('null: anonymous'),
          anonymousReason: z.enum(ANONYMOUS_REASONS).nullable(),
          port: z.int(),
          protocol: z.enum(['http', 'tcp']),
          method: z.string().nullable(),
          path: z.string().nullable(),
          sample: z.string().nullable().describe('A recorded path, where path is a template'),
          counts: Counts,
          lastSeen: Time,
        }),
      )
      .describe('Recorded calls that it happens to; the first of them'),
    recordedTotal: Count,
  }),
);
export type EffectChange = z.infer<typeof EffectChange>;

export const Changes = named(
  'Changes',
  z.strictObject({
    equal: z.boolean().describe('No call is judged differently: decided, not sampled'),
    differences: z.array(EffectChange),
    undecided: z.array(z.string()).describe('Why there may be more differences'),
  }),
);
export type Changes = z.infer<typeof Changes>;
