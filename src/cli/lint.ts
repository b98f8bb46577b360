import type { Command } from 'commander';
import type { LintContext } from '../core/validate/policy-finding.ts';
import { readPolicyDocuments } from '../kube/policy-documents.ts';
import { judge, type LintJudgement } from './lint-judgement.ts';
import { lintSummary, lintTable, SEVERITIES } from './lint-table.ts';
import { print } from './print.ts';
import { stdinOnce } from './stdin-once.ts';
import { oneOf } from './traffic-flags.ts';

interface LintFlags {
  readonly output: string;
  readonly severity: string;
  readonly namespace: string;
  readonly trustDomain?: string;
  readonly rootNamespace?: string;
}

const OUTPUTS = ['table', 'json'] as const;

export function addLint(program: Command): void {
  program
    .command('lint <path...>')
    .description('would Istio take these policies, and would they do what they seem to?')
    .option('--output <form>', OUTPUTS.join(', '), 'table')
    .option('--severity <least>', `of findings in the table: ${SEVERITIES.join(', ')}`, 'warning')
    .option('--namespace <ns>', 'of policies that name none', 'default')
    .option('--trust-domain <domain>', "the mesh's trust domain, for findings that hang on it")
    .option('--root-namespace <ns>', "the mesh's root namespace (default: istio-system)")
    .addHelpText(
      'after',
      '\nPaths are files or directories (.yaml, .yml, .json, gzipped or not), - is stdin.\n' +
        'Exit 1 if a document would be rejected, cannot be read, or has the name of another.\n' +
        '\nExamples:\n' +
        '  leastpath lint policies/\n' +
        '  helm template chart | leastpath lint - --output json',
    )
    .action((paths: string[], flags: LintFlags) => lint(paths, flags));
}

async function lint(paths: readonly string[], flags: LintFlags): Promise<void> {
  const output = oneOf(flags.output, OUTPUTS, '--output');
  const severity = oneOf(flags.severity, SEVERITIES, '--severity');
  stdinOnce(paths);
  const documents = await readPolicyDocuments(paths);
  const judgements = judge(documents, flags.namespace, contextOf(flags));
  process.stderr.write(lintSummary(judgements, documents));
  if (output === 'json') await print(judgements.map(jsonLine).join(''));
  else await print(lintTable(judgements, severity));
  // A cluster would take the second of a name, but the first is gone then: the files can't all be meant.
  const isLost = judgements.some(({ findings }) => findings.some(({ id }) => id === 'duplicate-name'));
  if (isLost || judgements.some(({ accepted }) => !accepted)) process.exitCode = 1;
}

function contextOf({ trustDomain, rootNamespace }: LintFlags): LintContext {
  const mesh = { ...(trustDomain && { trustDomain }), ...(rootNamespace && { rootNamespace }) };
  return { mesh };
}

function jsonLine({ findings, ...judgement }: LintJudgement): string {
  const line = {
    ...judgement,
    findings: findings.map(({ id, severity, title, why, whatToDo, path }) => ({
      id,
      severity,
      message: `${path}: ${title}. ${why} ${whatToDo}`,
    })),
  };
  return `${JSON.stringify(line)}\n`;
}
