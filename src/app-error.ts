export type ErrorCode = 'internal' | 'invalid' | 'not-found' | 'unavailable' | 'unreadable';

/** What edges throw. `message` says what and where, `hint` what to do; both are for people. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint ?? null;
  }
}
