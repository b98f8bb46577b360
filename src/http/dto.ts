import { z } from 'zod';
import { ANONYMOUS_REASONS } from '../core/model/caller.ts';
import { DETAILS } from '../core/model/flow.ts';
import { GATES, STATES } from '../core/model/readiness.ts';
import { RECORD_SOURCES } from '../core/model/reason.ts';

/** Answers of the API. Schema and type share one name; /openapi.json is made from `schemas`. */
export const schemas = z.registry<{ id: string }>();

export function named<T extends z.ZodType>(id: string, schema: T): T {
  schemas.add(schema, { id });
  return schema;
}

export const Time = z.iso.datetime();
const Share = z.number().min(0).max(1);
export const Count = z.int().min(0);
export const Id = z.string().regex(/^[^/]+\/[^/]+\/.+$/);

export const Detail = named('Detail', z.enum(DETAILS));
export const State = named('State', z.enum(STATES));

const perDetail = <T extends z.ZodType>(schema: T) =>
  z.strictObject({ callers: schema, methods: schema, paths: schema });

export const Counts = named('Counts', z.strictObject({ ok: Count, failed: Count, denied: Count }));

export const Gate = named(
  'Gate',
  z.strictObject({
    id: z.enum(GATES),
    passed: z.boolean(),
    why: z.string(),
    clearsAt: Time.nullable().describe("null: passed, or it can't be said when"),
  }),
);
export type Gate = z.infer<typeof Gate>;

export const Readiness = named(
  'Readiness',
  z.strictObject({
    state: State,
    gates: z.array(Gate),
    goodForSeconds: z.number().describe('How long the list is good for at the accepted risk'),
    risk: z.strictObject({
      unseen: Share.nullable().describe(
        'Something that exists but was never seen is denied within the horizon',
      ),
      rollout: Share.nullable().describe('A rollout within the horizon brings calls that are denied'),
      any: Share.nullable().describe('Either'),
    }),
    expectedNew: z.number().nullable(),
    backtest: Share.nullable().describe(
      'Share of requests that lists frozen a week earlier would have denied',
    ),
  }),
);
export type Readiness = z.infer<typeof Readiness>;

export const Finding = named(
  'Finding',
  z.strictObject({
    id: z.string(),
    severity: z.enum(['info', 'warning', 'critical']),
    workload: Id.nullable().describe('null: the mesh'),
    title: z.string(),
    why: z.string(),
    whatToDo: z.string(),
    rows: z.array(z.string()),
  }),
);
export type Finding = z.infer<typeof Finding>;

/** Who calls what: the part that all lists of calls have in common. */
export const EDGE_FIELDS = {
  principal: z.string().nullable().describe('null: anonymous'),
  anonymousReason: z.enum(ANONYMOUS_REASONS).nullable(),
  port: z.int().describe('Where the enforcing proxy listens for the workload'),
  protocol: z.enum(['http', 'grpc', 'tcp']),
  method: z.string().nullable(),
  path: z.string().nullable(),
};

export const EdgeItem = named(
  'EdgeItem',
  z.strictObject({
    ...EDGE_FIELDS,
    evidence: z.boolean(),
    counts: Counts,
    firstSeen: Time,
    lastSeen: Time,
    days: Count.describe('Distinct days with evidence'),
    thin: z.boolean().describe('Evidence on fewer than 2 days or in fewer than 3 hours'),
    reporter: z.enum(['destination', 'source']),
    decision: z.null().describe('What a reviewer said: not available yet'),
  }),
);
export type EdgeItem = z.infer<typeof EdgeItem>;

const workloadFields = {
  id: Id,
  cluster: z.string(),
  namespace: z.string(),
  name: z.string(),
  plane: z.enum(['sidecar', 'gateway', 'waypoint']),
  states: perDetail(State),
  next: z.string().describe('What is missing and from when it can be there, at the asked detail'),
  goodForSeconds: z.number().describe('At the asked detail'),
  callers: z.strictObject({ total: Count, anonymous: Count }),
  edges: perDetail(Count),
  requests: Counts,
  lastDayRequests: Count.describe('Evidence requests of the last 24 hours'),
  coveredDays: z.number(),
  coverageShare: Share.describe('Share of the last 7 days in which telemetry was really arriving'),
  withheld: perDetail(z.string().nullable()).describe(
    'Why there would be no policy, however stable; null: there is one',
  ),
  policyCoverage: perDetail(Share),
  firstRecord: Time,
  lastRecord: Time,
};

export const WorkloadItem = named('WorkloadItem', z.strictObject(workloadFields));
export type WorkloadItem = z.infer<typeof WorkloadItem>;

export const scaled = {
  scaledTime: z.boolean().describe('Days and hours of learning are not real ones: a demonstration'),
  timeUnit: z.string().describe('Length of a day of learning, such as 1d or 2s'),
};

export const WorkloadDetail = named(
  'WorkloadDetail',
  z.strictObject({
    ...workloadFields,
    ...scaled,
    labels: z.record(z.string(), z.string()).nullable(),
    inputs: z.array(z.enum(RECORD_SOURCES)),
    rollouts: z.array(z.strictObject({ owner: z.string(), revision: z.string(), firstSeen: Time })),
    anonymousRequests: z.record(z.string(), Count),
    readiness: perDetail(Readiness),
    findings: z.array(Finding),
    judgedAt: Time.nullable(),
  }),
);
export type WorkloadDetail = z.infer<typeof WorkloadDetail>;

export const ReadinessParts = named(
  'ReadinessParts',
  z.strictObject({
    ready: z.boolean(),
    parts: z.array(
      z.strictObject({
        name: z.string(),
        ready: z.boolean(),
        needed: z.boolean().describe('Taking telemetry depends on it: without it the service is not ready'),
        why: z.string(),
      }),
    ),
  }),
);
export type ReadinessParts = z.infer<typeof ReadinessParts>;

const Watch = z.strictObject({
  resource: z.string().describe('As RBAC writes it, such as `deployments.apps`'),
  state: z.enum(['connecting', 'synced', 'stale', 'forbidden', 'absent']),
  heardAt: Time.nullable(),
  why: z.string().nullable(),
  rule: z.string().nullable().describe('The RBAC rule that would permit it'),
});

export const Mesh = named(
  'Mesh',
  z.strictObject({
    cluster: z.string(),
    startedAt: Time,
    judgedAt: Time.nullable().describe('null: nothing was judged yet'),
    ...scaled,
    unauthenticated: z.boolean().describe('Anyone who reaches the telemetry listeners can teach policy'),
    totals: z.strictObject({
      workloads: Count,
      edges: perDetail(Count),
      requests: Counts,
      records: z.strictObject({
        received: Count,
        evidence: Count,
        kept: Count,
        dropped: Count,
        pending: Count,
      }),
    }),
    coverage: z.strictObject({
      telemetry: Share.nullable().describe('Mean over the workloads'),
      policy: perDetail(Share.nullable()).describe('Weighted by the requests of the last 24 hours'),
    }),
    states: perDetail(z.record(State, Count)),
    inputs: z.array(
      z.strictObject({
        source: z.enum(RECORD_SOURCES),
        received: Count,
        evidence: Count,
        kept: z.record(z.string(), Count),
        dropped: z.record(z.string(), Count),
      }),
    ),
    health: ReadinessParts,
    watches: z.array(Watch).describe('How each resource of the cluster is known; empty without a cluster'),
    findings: z.strictObject({ critical: Count, warning: Count, info: Count }),
    forecast: z.null().describe('The track record of the forecasts: not available yet'),
  }),
);
export type Mesh = z.infer<typeof Mesh>;

export const IngestAnswer = named(
  'IngestAnswer',
  z.strictObject({
    received: Count,
    evidence: Count,
    kept: Count,
    dropped: z.record(z.string(), Count),
  }),
);
export type IngestAnswer = z.infer<typeof IngestAnswer>;

const list = <T extends z.ZodType>(id: string, item: T) =>
  named(
    id,
    z.strictObject({ items: z.array(item), nextCursor: z.string().nullable().describe('null at the end') }),
  );

export const WorkloadList = list('WorkloadList', WorkloadItem);
export type WorkloadList = z.infer<typeof WorkloadList>;
export const EdgeList = list('EdgeList', EdgeItem);
export type EdgeList = z.infer<typeof EdgeList>;
export const FindingList = list('FindingList', Finding);
export type FindingList = z.infer<typeof FindingList>;

export const Alive = named('Alive', z.strictObject({ status: z.literal('ok') }));
export type Alive = z.infer<typeof Alive>;

export const PROBLEM_CODES = [
  'forbidden',
  'internal',
  'invalid',
  'method-not-allowed',
  'not-found',
  'not-stable',
  'too-large',
  'unavailable',
  'unreadable',
  'unsupported-media-type',
  'withheld',
] as const;

export const Problem = named(
  'Problem',
  z.strictObject({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.enum(PROBLEM_CODES).describe('Stable: scripts may rely on it'),
    detail: z.string(),
    hint: z.string().optional().describe('What to do'),
    parameter: z.string().optional().describe('The query parameter or header at fault'),
    state: State.optional(),
    gates: z.array(Gate).optional().describe('The gates that fail'),
    documents: z
      .array(
        z.strictObject({
          document: z.int().min(1).describe('The first is 1'),
          line: z
            .int()
            .nullable()
            .describe('Where it begins, or where it breaks off; null: the body is JSON'),
          policy: z.string().nullable(),
          errors: z.array(z.strictObject({ id: z.string(), message: z.string(), path: z.string() })),
        }),
      )
      .optional()
      .describe('What of the body is at fault'),
  }),
);
export type Problem = z.infer<typeof Problem>;
