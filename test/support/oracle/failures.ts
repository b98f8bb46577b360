import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What went wrong, in words, and all that it takes to look at it. */
export interface Failure {
  readonly what: string;
  readonly about: unknown;
}

const SHOWN = 8;

/** The first few in words for a test's message; all of them, whole, go into a file that the last line names. */
export function told(failures: readonly Failure[], test: string, seed: number): string[] {
  if (failures.length === 0) return [];
  const file = join(tmpdir(), `oracle-${test}-${seed}.jsonl`);
  writeFileSync(file, failures.map((failure) => `${JSON.stringify(failure)}\n`).join(''));
  return [...failures.slice(0, SHOWN).map(({ what }) => what), `${failures.length} in all: ${file}`];
}
