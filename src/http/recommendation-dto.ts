import { z } from 'zod';
import { Changes } from './changes-dto.ts';
import { Count, Detail, EdgeItem, Finding, Id, named, State, scaled } from './dto.ts';

const Policy = z.looseObject({ apiVersion: z.string(), kind: z.literal('AuthorizationPolicy') });

export const Recommendation = named(
  'Recommendation',
  z.strictObject({
    workload: Id,
    detail: Detail,
    state: State,
    draft: z.boolean().describe('yaml is a draft: the detail is not stable'),
    policy: Policy.nullable().describe('As it would be enforced; null when withheld'),
    yaml: z.string().nullable(),
    evidence: z.array(z.strictObject({ rule: Count, edges: z.array(EdgeItem) })),
    withheld: z.strictObject({ reason: z.string(), why: z.string(), flow: z.string().nullable() }).nullable(),
    findings: z.array(Finding),
    changes: Changes.nullable().describe('In effect, against what is deployed; null: see changesWhy'),
    changesWhy: z.string().nullable().describe('Why it can’t be said what changes'),
    ...scaled,
  }),
);
export type Recommendation = z.infer<typeof Recommendation>;
