import { matchesPresent } from './value-pattern.ts';

/** S7: compared as sent, port included, without regard to case; `*` asks for presence only (S1). */
export function matchesHost(pattern: string, host: string): boolean {
  return matchesPresent(pattern.toLowerCase(), host.toLowerCase());
}
