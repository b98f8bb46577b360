import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { WorkloadId } from '../core/model/workload.ts';
import type { OPERATIONS, OperationId } from './operations.ts';
import { ProblemError } from './problems.ts';

type QueryOf<K extends OperationId> = z.output<(typeof OPERATIONS)[K]['query']>;

/** One for every operation: the type-checker misses none. */
export type Handlers = {
  readonly [K in OperationId]: (req: Request, res: Response, query: QueryOf<K>) => Promise<void> | void;
};

/** Answers JSON that has the shape of `T`; the type argument is what the operation's schema says. */
export function answer<T>(res: Response, body: T): void {
  res.json(body);
}

export function idOf(req: Request): WorkloadId {
  const { cluster, namespace, name } = req.params as Record<string, string>;
  return `${cluster}/${namespace}/${name}`;
}

export function noSuchWorkload(id: WorkloadId): ProblemError {
  return new ProblemError('not-found', `no workload ${id} was seen`, {
    hint: 'GET /api/v1/workloads lists them',
  });
}
