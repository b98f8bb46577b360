import { AppError } from '../app-error.ts';

/**
 * An error as fields of a log line: expected ones without a stack, faults with it, causes as one chain of
 * messages.
 */
export function formatError(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { error: String(error) };
  const causes: string[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < 5; cause = cause.cause) {
    causes.push(cause.message);
  }
  return {
    error: [error.message, ...causes].join(': '),
    ...(error instanceof AppError
      ? { code: error.code, ...(error.hint !== null && { hint: error.hint }) }
      : { stack: error.stack ?? '' }),
  };
}
