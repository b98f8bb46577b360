import type { Outcome } from '../../../src/core/model/flow.ts';
import type { Answer } from './calls.ts';

/** 4xx that say the application knew the operation are no failures, except these. */
const REFUSALS = [400, 401, 403, 404, 405];
/** gRPC statuses that a method which exists answers with. */
const GRPC_ANSWERS = [0, 3, 5, 6, 8, 9, 10, 11];

/**
 * How a call ended, judged by the answer that its caller got and by the answer that the application was asked for:
 * only the proxy refuses what the application would have allowed.
 */
export function callOutcome(answer: Answer, wanted: number, grpcStatusVisible: boolean): Outcome {
  return isDenied(answer, wanted) ? 'denied' : undetailedOutcome(answer, grpcStatusVisible);
}

/** The same, as one sees it who can't tell a denial from the application's own answer. */
export function undetailedOutcome(answer: Answer, grpcStatusVisible: boolean): Outcome {
  if (answer.grpcStatus !== null && grpcStatusVisible) {
    return GRPC_ANSWERS.includes(answer.grpcStatus) ? 'ok' : 'failed';
  }
  return answer.status < 500 && !REFUSALS.includes(answer.status) ? 'ok' : 'failed';
}

/** Refused by the proxy's RBAC filter: 403, or gRPC status 7 for a gRPC call. */
export function isDenied(answer: Answer, wanted: number): boolean {
  if (answer.grpcStatus !== null) return answer.grpcStatus === 7 && wanted !== 7;
  return answer.status === 403 && answer.body.startsWith('RBAC: access denied');
}
