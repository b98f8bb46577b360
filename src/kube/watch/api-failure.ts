/**
 * `unreachable`: no connection, or it broke. `silent`: nothing came for too long. `gone`: the server no longer knows
 * what came after the resource version (410). `unsupported`: it doesn't take this kind of request (400, 422). `busy`:
 * 429 and 5xx. `garbled`: what came is no watch event.
 */
export type ApiFailureKind =
  | 'unreachable'
  | 'silent'
  | 'unauthorized'
  | 'forbidden'
  | 'absent'
  | 'gone'
  | 'unsupported'
  | 'busy'
  | 'garbled';

/** What a request to the API server ended in. `retryAfter`: ms that it asked to wait; null = it didn't. */
export class ApiFailure extends Error {
  readonly kind: ApiFailureKind;
  readonly retryAfter: number | null;

  constructor(kind: ApiFailureKind, message: string, retryAfter: number | null = null, cause?: unknown) {
    super(message, { cause });
    this.name = 'ApiFailure';
    this.kind = kind;
    this.retryAfter = retryAfter;
  }
}

export function kindOfStatus(status: number): ApiFailureKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'absent';
  if (status === 410) return 'gone';
  if (status === 400 || status === 422) return 'unsupported';
  return 'busy';
}

/** Any error as a failure of transport, in words that name the innermost cause. */
export function unreachable(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  if (inner instanceof AggregateError && inner.errors[0] instanceof Error) inner = inner.errors[0];
  const message = inner instanceof Error ? inner.message || inner.name : String(inner);
  return new ApiFailure('unreachable', message, null, error);
}
