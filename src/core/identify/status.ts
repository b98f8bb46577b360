import type { Outcome } from '../model/flow.ts';

/** 4xx that don't prove that the application knows the operation: a scanner collects exactly these. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404, 405]);

/** gRPC statuses with which the method exists and answered; all others prove nothing. */
const ANSWERS: ReadonlySet<number> = new Set([0, 3, 5, 6, 8, 9, 10, 11]);

/** HTTP status, 0 = no response began; a visible gRPC status (else null) speaks instead. */
export function outcomeOfStatus(code: number, grpcStatus: number | null): Outcome {
  if (grpcStatus !== null) return ANSWERS.has(grpcStatus) ? 'ok' : 'failed';
  if (code >= 400 && code < 500) return REFUSALS.has(code) ? 'failed' : 'ok';
  return responseBegan(code) ? 'ok' : 'failed';
}

/** A response that isn't an error had begun; a websocket's 101 is one. */
export function responseBegan(code: number): boolean {
  return code >= 100 && code < 400;
}
