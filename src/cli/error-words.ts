import type { AppError } from '../app-error.ts';
import { printable } from './call-words.ts';

/** What went wrong and what to do, in one line. */
export function errorWords({ message, hint }: AppError): string {
  return printable(hint === null ? message : `${message}: ${hint}`);
}
