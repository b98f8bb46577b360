import { z } from 'zod';
import { NearestRule, RuleName } from './denied-dto.ts';
import { Count, Id, named, Time } from './dto.ts';

export const ReviewedCalls = named(
  'ReviewedCalls',
  z.strictObject({
    workload: Id,
    principal: z.string().nullable().describe('null: anonymous'),
    anonymousReason: z.string().nullable(),
    port: z.int(),
    protocol: z.enum(['http', 'tcp']),
    method: z.string().nullable(),
    path: z.string().nullable(),
    count: Count,
    lastSeen: Time.nullable(),
    by: RuleName.nullable().describe('The rule that decided; null: none did'),
    why: z.string(),
    part: z.string().nullable().describe('Which of the calls it is said of; null: all'),
    nearest: NearestRule.nullable().describe('The rule that comes closest to letting it in'),
    flow: z.looseObject({}).nullable().describe('One of the calls as a flow line, for `leastpath explain`'),
  }),
);
export type ReviewedCalls = z.infer<typeof ReviewedCalls>;

const VerdictCounts = named('VerdictCounts', z.strictObject({ allow: Count, deny: Count, unknown: Count }));

export const Simulation = named(
  'Simulation',
  z.strictObject({
    denied: z.array(ReviewedCalls).describe('Evidence that would be denied'),
    allowed: z.array(ReviewedCalls).describe('Recorded as denied, and would be let in'),
    unknown: z.array(ReviewedCalls).describe("Evidence of which it can't be said"),
    overflow: z
      .strictObject({ denied: Count, allowed: Count, unknown: Count })
      .describe('Calls that found no room in the lists'),
    totals: z.strictObject({
      evidence: VerdictCounts,
      denied: VerdictCounts.describe('Of calls that were denied when they were recorded'),
      failed: Count,
    }),
    policies: Count.describe('How many were judged by'),
    notes: z.array(z.string()),
  }),
);
export type Simulation = z.infer<typeof Simulation>;

export const PolicyBody = named(
  'PolicyBody',
  z.strictObject({
    policies: z.array(z.looseObject({})).describe('AuthorizationPolicies'),
    namespace: z.string().optional().describe('Where policies go that name no namespace'),
  }),
);
