import type { Response } from 'express';
import { AppError, type ErrorCode } from '../app-error.ts';
import type { Problem } from './dto.ts';

/** What a caller of the API is told, and under which status. */
export const STATUS: Readonly<Record<Problem['code'], readonly [status: number, title: string]>> = {
  forbidden: [403, 'Not allowed'],
  internal: [500, 'A fault of leastpath'],
  invalid: [400, 'The request makes no sense'],
  'method-not-allowed': [405, 'Method not allowed'],
  'not-found': [404, 'Not found'],
  'not-stable': [409, 'Not stable yet'],
  'too-large': [413, 'Too large'],
  unavailable: [503, 'Not available right now'],
  unreadable: [422, "Can't be read"],
  'unsupported-media-type': [415, 'Unsupported media type'],
  withheld: [409, 'No policy can be given'],
};

type Extras = Pick<Problem, 'hint' | 'parameter' | 'state' | 'gates' | 'documents'>;

export function problem(code: Problem['code'], detail: string, extras: Extras = {}): Problem {
  const [status, title] = STATUS[code];
  return { type: 'about:blank', title, status, code, detail, ...extras };
}

/** Thrown by handlers, answered by the error handler. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(code: Problem['code'], detail: string, extras: Extras = {}) {
    super(detail);
    this.name = 'ProblemError';
    this.problem = problem(code, detail, extras);
  }
}

/**
 * The only place where an error becomes an answer. Words of an internal error stay inside: they may name
 * paths and queries; the log has them.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof AppError && error.code !== 'internal') {
    const code: Exclude<ErrorCode, 'internal'> = error.code;
    return problem(code, error.message, error.hint === null ? {} : { hint: error.hint });
  }
  // Express says so of a path with a broken percent escape.
  if (error instanceof URIError) return problem('invalid', 'the path has a broken percent escape');
  return problem('internal', 'leastpath failed at this; its log says why');
}

const RETRY_AFTER_SECONDS = 5;

export function sendProblem(res: Response, answer: Problem): void {
  if (answer.status === 503) res.setHeader('retry-after', String(RETRY_AFTER_SECONDS));
  res.status(answer.status).type('application/problem+json').send(JSON.stringify(answer));
}
