import type { z } from 'zod';
import { DeniedList } from './denied-dto.ts';
import * as dto from './dto.ts';
import * as query from './query.ts';
import { Recommendation } from './recommendation-dto.ts';
import { Simulation } from './simulate-dto.ts';

export interface Operation {
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it: `{name}` is one segment. */
  readonly path: string;
  readonly summary: string;
  readonly query: z.ZodObject;
  /** A schema for JSON; else the media type. */
  readonly answer: z.ZodType | string;
  readonly problems: readonly number[];
  /** Media types of the body; absent = lines of text. */
  readonly body?: readonly string[];
}

const WORKLOAD = '/api/v1/workloads/{cluster}/{namespace}/{name}';

/** Every route there is. Router, query validation and /openapi.json are all made from this table. */
export const OPERATIONS = {
  getMesh: {
    method: 'get',
    path: '/api/v1/mesh',
    summary: 'Totals, coverage, counts of states, health of the inputs',
    query: query.NoQuery,
    answer: dto.Mesh,
    problems: [],
  },
  listWorkloads: {
    method: 'get',
    path: '/api/v1/workloads',
    summary: 'Workloads in order of their ids',
    query: query.WorkloadsQuery,
    answer: dto.WorkloadList,
    problems: [400],
  },
  getWorkload: {
    method: 'get',
    path: WORKLOAD,
    summary: 'One workload: readiness with its gates, findings',
    query: query.DetailQuery,
    answer: dto.WorkloadDetail,
    problems: [400, 404],
  },
  listEdges: {
    method: 'get',
    path: `${WORKLOAD}/edges`,
    summary: 'Who calls it, and how',
    query: query.EdgesQuery,
    answer: dto.EdgeList,
    problems: [400, 404],
  },
  listDenied: {
    method: 'get',
    path: `${WORKLOAD}/denied`,
    summary: 'Denied calls: what the proxy named, and what the deployed policies say',
    query: query.DeniedQuery,
    answer: DeniedList,
    problems: [400, 404],
  },
  getRecommendation: {
    method: 'get',
    path: `${WORKLOAD}/recommendation`,
    summary: 'The policy, with the evidence behind each rule',
    query: query.DetailQuery,
    answer: Recommendation,
    problems: [400, 404],
  },
  getPolicy: {
    method: 'get',
    path: `${WORKLOAD}/policy.yaml`,
    summary: 'The policy as a file: once it is stable, or as a draft',
    query: query.PolicyQuery,
    answer: 'application/yaml',
    problems: [400, 404, 409],
  },
  getPolicies: {
    method: 'get',
    path: '/api/v1/policies.yaml',
    summary: 'All stable policies in one file',
    query: query.PoliciesQuery,
    answer: 'application/yaml',
    problems: [400, 503],
  },
  listFindings: {
    method: 'get',
    path: '/api/v1/findings',
    summary: 'Findings of workloads and of the mesh, the most severe first',
    query: query.FindingsQuery,
    answer: dto.FindingList,
    problems: [400],
  },
  simulatePolicies: {
    method: 'post',
    path: '/api/v1/simulate',
    summary: 'What the policies in the body would do to the stored traffic; nothing is kept of them',
    query: query.SimulateQuery,
    answer: Simulation,
    problems: [400, 413, 415, 422],
    body: ['application/yaml', 'application/json'],
  },
  ingestLogs: {
    method: 'post',
    path: '/api/v1/ingest/logs',
    summary: 'Access-log lines in the body; answered once they are stored',
    query: query.IngestQuery,
    answer: dto.IngestAnswer,
    problems: [400, 403, 413, 415, 422, 503],
  },
  getOpenapi: {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    query: query.NoQuery,
    answer: 'application/json',
    problems: [],
  },
  getHealth: {
    method: 'get',
    path: '/healthz',
    summary: 'The process answers',
    query: query.NoQuery,
    answer: dto.Alive,
    problems: [],
  },
  getReadiness: {
    method: 'get',
    path: '/readyz',
    summary: 'Each part, and why it is not ready; 503 while one is not',
    query: query.NoQuery,
    answer: dto.ReadinessParts,
    problems: [],
  },
  getMetrics: {
    method: 'get',
    path: '/metrics',
    summary: 'Metrics in the format of Prometheus',
    query: query.NoQuery,
    answer: 'text/plain',
    problems: [],
  },
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof OPERATIONS;
