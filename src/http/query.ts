import { z } from 'zod';
import { DETAILS } from '../core/model/flow.ts';
import { STATES } from '../core/model/readiness.ts';
import { ProblemError } from './problems.ts';

const Text = z.string({ error: 'must be there once' }).max(1000, 'is too long');

const detail = z.enum(DETAILS, { error: `must be one of ${DETAILS.join(', ')}` }).default('callers');

const page = {
  limit: Text.regex(/^\d{1,4}$/, 'must be a number from 1 to 1000')
    .transform(Number)
    .refine((n) => n >= 1 && n <= 1000, 'must be a number from 1 to 1000')
    .default(100),
  cursor: Text.optional(),
};

const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform((text) => text === 'true')
  .default(false);

export const NoQuery = z.strictObject({});
export const DetailQuery = z.strictObject({ detail });
export const WorkloadsQuery = z.strictObject({
  namespace: Text.optional(),
  state: z.enum(STATES, { error: `must be one of ${STATES.join(', ')}` }).optional(),
  detail,
  q: Text.optional().describe('Part of a name'),
  ...page,
});
export const EdgesQuery = z.strictObject({ detail, ...page });
export const DeniedQuery = z.strictObject({ ...page });
export const FindingsQuery = z.strictObject({ ...page });
export const PolicyQuery = z.strictObject({ detail, draft: flag });
export const PoliciesQuery = z.strictObject({ namespace: Text.optional(), detail });
export const SimulateQuery = z.strictObject({
  namespace: Text.default('default').describe('Where policies go that name no namespace'),
});
export const IngestQuery = z.strictObject({ format: Text.default('auto') });

/** Throws ProblemError `invalid` that names the parameter at fault; an unknown one is a fault too. */
export function parseQuery<T extends z.ZodType>(schema: T, query: unknown): z.output<T> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [parameter = ''] = issue.keys;
    throw new ProblemError('invalid', `there is no query parameter ${JSON.stringify(parameter)} here`, {
      parameter,
    });
  }
  const parameter = String(issue?.path[0]);
  throw new ProblemError('invalid', `the query parameter ${parameter} ${issue?.message}`, { parameter });
}
