import { CommanderError } from 'commander';
import { AppError, type ErrorCode } from '../app-error.ts';
import { errorWords } from './error-words.ts';

/** 1 is kept for the answer "no", which is no error. */
const EXIT: Readonly<Record<ErrorCode, number>> = {
  invalid: 2,
  'not-found': 2,
  unavailable: 2,
  unreadable: 3,
  internal: 70,
};

/** Says what went wrong on stderr, in one line where it is for people, and gives the exit code. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof AppError) {
    process.stderr.write(`leastpath: ${errorWords(error)}\n`);
    return EXIT[error.code];
  }
  process.stderr.write(`leastpath: this is a bug: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.internal;
}
