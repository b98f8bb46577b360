import { CommanderError } from 'commander';
import { AppError, type ErrorCode } from '../../../src/app-error.ts';
import { exitCodeOf } from '../../../src/cli/exit.ts';

export interface ExitRow {
  readonly code: number;
  readonly meaning: string;
}

const MEANING: Readonly<Record<number, string>> = {
  0: 'Fine, or ended by a signal that asked for it.',
  1: 'The answer is "no": `recommend` could give no policy at all, `lint` found a policy that Istio would refuse, `check` a call that would be denied, `compare` a difference that was not accepted.',
  2: 'Wrong usage or settings, a file that does not exist, an address or database that can not be had.',
  3: 'Input that can not be read. Of several policy documents the readable ones are judged first.',
  70: 'A bug of leastpath: please report it.',
};

const ERRORS: Readonly<Record<ErrorCode, true>> = {
  internal: true,
  invalid: true,
  'not-found': true,
  unavailable: true,
  unreadable: true,
};

/** Every code that the process ends with. Throws for one that nothing here explains. */
export function exitRows(): ExitRow[] {
  const codes = new Set([0, 1, ...quietly(errorCodes)]);
  return [...codes].toSorted((a, b) => a - b).map((code) => ({ code, meaning: meaningOf(code) }));
}

function errorCodes(): number[] {
  const errors = Object.keys(ERRORS).map((code) => new AppError(code as ErrorCode, ''));
  return [new CommanderError(1, 'usage', ''), new Error(''), ...errors].map(exitCodeOf);
}

function meaningOf(code: number): string {
  const meaning = MEANING[code];
  if (meaning === undefined) throw new Error(`exit code ${code} has no meaning in exit-rows.ts`);
  return meaning;
}

/** Asking for an exit code also prints the error. */
function quietly<T>(work: () => T): T {
  const write = process.stderr.write;
  process.stderr.write = () => true;
  try {
    return work();
  } finally {
    process.stderr.write = write;
  }
}
