import type { Command } from 'commander';
import { AppError } from '../app-error.ts';
import { changeTally } from '../core/review/change-tally.ts';
import { compareSubjects } from '../core/review/compare-subjects.ts';
import { subjectCollection, subjectsOfInventory } from '../core/review/known-subjects.ts';
import { type PolicySet, policySetOf } from '../core/review/policy-set.ts';
import { MOST_WORKLOADS } from '../core/review/review-limits.ts';
import { policyPaths } from '../kube/policy-paths.ts';
import { addInputOptions, type InputFlags, readMesh } from './check-inputs.ts';
import { documentLines, readPolicySet } from './check-policies.ts';
import { readTraffic } from './check-traffic.ts';
import { type Accepted, compareAnswer, compareExit } from './compare-answer.ts';
import { compareJunit } from './compare-junit.ts';
import { compareSummary, compareTable } from './compare-table.ts';
import { print } from './print.ts';
import { stdinOnce } from './stdin-once.ts';
import { oneOf } from './traffic-flags.ts';

interface CompareFlags extends InputFlags, Accepted {
  readonly from: string[];
  readonly to: string[];
  readonly output: string;
}

const OUTPUTS = ['table', 'json', 'junit'] as const;

export function addCompare(program: Command): void {
  const command = program
    .command('compare')
    .description('what changes in effect between two sets of policies, decided and not sampled')
    .requiredOption('--from <path...>', 'files and directories of the policies as they are')
    .requiredOption('--to <path...>', 'files and directories of the policies as they would be');
  addInputOptions(command)
    .option('--allow-new', 'accept requests that are newly allowed', false)
    .option('--allow-undecided', 'accept what cannot be decided', false)
    .option('--output <form>', OUTPUTS.join(', '), 'table')
    .addHelpText(
      'after',
      '\nWorkloads are those of the inventory and the traffic; what policies point at besides is compared too.\n' +
        'Exit: 1 if anything is newly denied, newly allowed or undecided, unless that is accepted, or Istio would\n' +
        'refuse a policy of --to; 3 if a document or the traffic cannot be read (the rest is compared first).\n' +
        '\nExamples:\n' +
        '  leastpath compare --from base/policies --to policies\n' +
        '  leastpath compare --from base/policies --to policies --inventory cluster.yaml --traffic flows.jsonl.gz --allow-new',
    )
    .action(compare);
}

async function compare(flags: CompareFlags): Promise<void> {
  const output = oneOf(flags.output, OUTPUTS, '--output');
  stdinOnce(flags.from, flags.to, flags.traffic);
  const input = await readMesh(flags);
  const from = await readSide(flags.from, flags.namespace);
  const to = await readSide(flags.to, flags.namespace);
  const documents = [from, to].flatMap((set) => [...set.policies, ...set.rejected, ...set.unreadable]);
  if (documents.length === 0) {
    throw new AppError('unreadable', 'there is no AuthorizationPolicy on either side', {
      hint: 'name the files or directories that hold them',
    });
  }
  const policies = [...from.policies, ...to.policies];
  const subjects = subjectCollection(MOST_WORKLOADS);
  if (input.inventory) {
    for (const subject of subjectsOfInventory(input.inventory, policies, input.mesh)) subjects.add(subject);
  }
  const tally = changeTally(from.policies, to.policies);
  const hasTraffic = flags.traffic.length > 0 || flags.database !== undefined;
  const judge: typeof tally.judge = (subject) => {
    subjects.add(subject);
    return tally.judge(subject);
  };
  const traffic = hasTraffic ? await readTraffic(flags, input, { ...tally, policies, judge }) : null;
  const compared = compareSubjects(from.policies, to.policies, subjects.all(), input.mesh);
  const { dropped } = subjects;
  const answer = compareAnswer({ from, to, compared, recorded: tally.changes(), traffic, dropped });
  const lines = [...documentLines(from), ...documentLines(to)];
  process.stderr.write(compareSummary(answer, lines));
  if (output === 'json') await print(`${JSON.stringify(answer, null, 2)}\n`);
  else await print(output === 'junit' ? compareJunit(answer, flags, Date.now()) : compareTable(answer));
  process.exitCode = compareExit(answer, flags);
}

/** A folder in which nothing is left, or nothing yet, is a set too. */
async function readSide(paths: readonly string[], namespace: string): Promise<PolicySet> {
  const files = await policyPaths(paths);
  return files.length === 0 ? policySetOf([], namespace) : readPolicySet(paths, namespace);
}
