import { Command } from 'commander';
import { VERSION } from '../version.ts';
import { printable } from './call-words.ts';
import { addCheck } from './check.ts';
import { addCompare } from './compare.ts';
import { addConfig } from './config.ts';
import { addDemo } from './demo.ts';
import { addExplain } from './explain.ts';
import { addLint } from './lint.ts';
import { addMigrate } from './migrate.ts';
import { addRecommend } from './recommend.ts';
import { addServe } from './serve.ts';
import { addSetup } from './setup.ts';

/** Every command, none started. `signal` ends the ones that run until they are told to stop. */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command('leastpath')
    .description(
      'Learns who really calls whom in an Istio mesh and recommends least-privilege AuthorizationPolicies.',
    )
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(oneLine(text)) })
    .addHelpText(
      'after',
      '\nExit: 0 fine, 1 the answer is "no", 2 wrong usage or configuration, 3 input that cannot be read.\n' +
        'stdout is data, stderr is progress.',
    );
  addServe(program, signal);
  addDemo(program, signal);
  addRecommend(program);
  addExplain(program);
  addCheck(program);
  addCompare(program);
  addLint(program);
  addSetup(program);
  addConfig(program);
  addMigrate(program);
  return program;
}

/** commander's `error: unknown option '--als-lisen'` and its guess, as all other errors are said. */
function oneLine(text: string): string {
  const said = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ');
  return `leastpath: ${printable(said)}: add --help for what it takes\n`;
}
