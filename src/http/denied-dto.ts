import { z } from 'zod';
import { Count, EDGE_FIELDS, named, Time } from './dto.ts';

export const RuleName = z.strictObject({
  policy: z.string().describe('namespace/name'),
  rule: Count.nullable().describe('Index in its rules; null where none is named'),
});

export const NearestRule = named(
  'NearestRule',
  z.strictObject({
    policy: z.string().describe('namespace/name'),
    rule: Count,
    mismatches: z.array(
      z.strictObject({
        field: z.string(),
        expected: z.array(z.string()),
        actual: z.string().nullable(),
        words: z.string(),
      }),
    ),
  }),
);

export const DeniedItem = named(
  'DeniedItem',
  z.strictObject({
    ...EDGE_FIELDS,
    sample: z.string().nullable().describe('A path that was denied, where path is a template'),
    enforced: z.boolean().describe('false: let through; policies on trial (dry-run) would deny it'),
    count: Count,
    firstSeen: Time,
    lastSeen: Time,
    named: RuleName.nullable().describe('What the proxy named; null: no ALLOW policy matched, or see filter'),
    filter: z
      .string()
      .nullable()
      .describe('Another filter that denied, in the proxy’s words; null: a policy'),
    evaluator: z
      .strictObject({
        verdict: z.enum(['allow', 'deny', 'unknown']),
        by: RuleName.nullable(),
        why: z.string(),
      })
      .nullable()
      .describe(
        'What the deployed policies say; null: they are not known, or the call is not known well enough',
      ),
    nearest: NearestRule.nullable().describe('The rule that came closest to letting the call in'),
    agrees: z.boolean().nullable().describe('Proxy and evaluator name the same; null: it cannot be said'),
  }),
);
export type DeniedItem = z.infer<typeof DeniedItem>;

export const DeniedList = named(
  'DeniedList',
  z.strictObject({
    items: z.array(DeniedItem),
    nextCursor: z.string().nullable().describe('null at the end'),
    policiesKnown: z.boolean().describe('Whether anything tells which policies are deployed'),
    pastBound: z
      .strictObject({ enforced: Count, dryRun: Count })
      .describe('Further denied calls, past the number of items that are kept of a workload'),
  }),
);
export type DeniedList = z.infer<typeof DeniedList>;
