import { exitCodeOf } from '../../src/cli/exit.ts';
import { createProgram } from '../../src/cli/program.ts';
import type { Finished } from './app-under-test.ts';

/**
 * Runs a command to its end in this process, as `main` does: much sooner than in one of its own. For commands that
 * read no stdin; one after the other, since they share what is written to.
 */
export async function runHere(args: readonly string[]): Promise<Finished> {
  const { stdout, stderr, exitCode } = process;
  const said = { stdout: '', stderr: '' };
  const written = { stdout: stdout.write, stderr: stderr.write };
  const catching = (name: 'stdout' | 'stderr') =>
    ((text: string, done?: () => void) => {
      said[name] += text;
      done?.();
      return true;
    }) as typeof stdout.write;
  stdout.write = catching('stdout');
  stderr.write = catching('stderr');
  process.exitCode = 0;
  try {
    await createProgram(AbortSignal.abort()).parseAsync(['node', 'leastpath', ...args]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
  const code = Number(process.exitCode);
  stdout.write = written.stdout;
  stderr.write = written.stderr;
  process.exitCode = exitCode;
  return { code, ...said };
}
