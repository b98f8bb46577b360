import type { Command } from 'commander';
import { AppError } from '../app-error.ts';
import { reviewTally } from '../core/review/review.ts';
import { checkAnswer, checkExit } from './check-answer.ts';
import { addInputOptions, type InputFlags, readMesh } from './check-inputs.ts';
import { checkJunit } from './check-junit.ts';
import { documentLines, readPolicySet } from './check-policies.ts';
import { checkSummary, checkTable } from './check-table.ts';
import { readTraffic, requireTraffic } from './check-traffic.ts';
import { print } from './print.ts';
import { stdinOnce } from './stdin-once.ts';
import { oneOf } from './traffic-flags.ts';

interface CheckFlags extends InputFlags {
  readonly policies: string[];
  readonly strict: boolean;
  readonly output: string;
}

const OUTPUTS = ['table', 'json', 'junit'] as const;

export function addCheck(program: Command): void {
  const command = program
    .command('check')
    .description('would these policies deny something that happened?')
    .requiredOption('--policies <path...>', 'files and directories of AuthorizationPolicies');
  addInputOptions(command)
    .option('--strict', 'fail also where it cannot be said', false)
    .option('--output <form>', OUTPUTS.join(', '), 'table')
    .addHelpText(
      'after',
      '\nExit: 1 if a call that succeeded would be denied, or Istio would refuse a policy; 3 if a document or the\n' +
        'traffic cannot be read (the rest is judged first).\n' +
        '\nExamples:\n' +
        '  leastpath check --policies policies/ --traffic flows.jsonl.gz\n' +
        '  leastpath check --policies policies/ --database leastpath.db --inventory cluster.yaml --output junit',
    )
    .action(check);
}

async function check(flags: CheckFlags): Promise<void> {
  const output = oneOf(flags.output, OUTPUTS, '--output');
  const asked = requireTraffic(flags);
  stdinOnce(flags.policies, asked.traffic);
  const input = await readMesh(flags);
  const set = await readPolicySet(flags.policies, flags.namespace);
  if (set.policies.length + set.rejected.length + set.unreadable.length === 0) {
    throw new AppError('unreadable', `there is no AuthorizationPolicy in ${flags.policies.join(', ')}`, {
      hint: 'name the files or directories that hold them',
    });
  }
  const { review, ...tally } = reviewTally(set.policies);
  const traffic = await readTraffic(asked, input, { policies: set.policies, ...tally });
  const answer = checkAnswer(set, review(), traffic);
  process.stderr.write(checkSummary(answer, documentLines(set)));
  if (output === 'json') await print(`${JSON.stringify(answer, null, 2)}\n`);
  else await print(output === 'junit' ? checkJunit(answer, flags.strict, Date.now()) : checkTable(answer));
  process.exitCode = checkExit(answer, flags.strict);
}
