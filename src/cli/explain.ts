import type { Command } from 'commander';
import { AppError } from '../app-error.ts';
import { loadConfig } from '../config/load.ts';
import type { EnforcementPoint, PolicyMesh } from '../core/model/enforcement-point.ts';
import { printable } from './call-words.ts';
import { answerFlow, answerFlows } from './explain-flows.ts';
import { type GivenPolicies, givenPolicies } from './explain-policies.ts';
import { stdinOnce } from './stdin-once.ts';
import { oneOf } from './traffic-flags.ts';

interface ExplainFlags {
  readonly policies: string[];
  readonly flow?: string;
  readonly flows?: string[];
  readonly complete: boolean;
  readonly namespace: string;
  readonly plane: string;
  readonly trustDomain?: string;
  readonly aliases?: string;
  readonly rootNamespace?: string;
  readonly pathNormalization: string;
  readonly output: string;
}

const PLANES: readonly EnforcementPoint['plane'][] = ['sidecar', 'gateway', 'waypoint', 'ztunnel'];
const NORMALIZATIONS: readonly PolicyMesh['pathNormalization'][] = [
  'BASE',
  'MERGE_SLASHES',
  'DECODE_AND_MERGE_SLASHES',
  'NONE',
];
const OUTPUTS = ['json', 'table'] as const;
const NONE: GivenPolicies = { policies: [], unreadable: [], refused: [] };

export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('one verdict a flow: allow, deny or unknown, by which policy and rule, and why')
    .option('--policies <path...>', 'files and directories of policies; lines may carry their own', [])
    .option('--flow <json>', 'one flow line')
    .option('--flows <file...>', 'files of flow lines, gzipped or not; - is stdin')
    .option(
      '--complete',
      "what a flow doesn't name was not there (else a policy that asks is unknown)",
      false,
    )
    .option('--namespace <ns>', 'the namespace of policies that name none', 'default')
    .option('--plane <plane>', `of flows that name none: ${PLANES.join(', ')}`, 'sidecar')
    .option('--trust-domain <domain>', "the mesh's trust domain (default: cluster.local)")
    .option('--aliases <domain,...>', "other trust domains that stand for the mesh's own")
    .option('--root-namespace <ns>', "the mesh's root namespace (default: istio-system)")
    .option('--path-normalization <mode>', NORMALIZATIONS.join(', '), 'BASE')
    .option('--output <form>', OUTPUTS.join(', '), 'json')
    .addHelpText(
      'after',
      '\nAnswers JSON Lines in input order: {"id", "verdict", "by": {"policy", "rule"}, "why", "nearest"}.\n' +
        'Judges dry-run policies as Istio does: they change nothing. A verdict never sets the exit code; 1 if Istio\n' +
        'would refuse a policy, 3 if one cannot be read (the others are judged first).\n' +
        '\nExamples:\n' +
        '  leastpath explain --policies policies/ --output table --flow \'{"source":{"principal":' +
        '"cluster.local/ns/shop/sa/web"},"destination":{"namespace":"shop","labels":{"app":"cart"},"port":8080},' +
        '"protocol":"http","request":{"method":"GET","path":"/cart"}}\'\n' +
        '  leastpath explain --policies policies/ --flows flows.jsonl.gz',
    )
    .action(explainFlows);
}

async function explainFlows(flags: ExplainFlags): Promise<void> {
  const output = oneOf(flags.output, OUTPUTS, '--output');
  const plane = oneOf(flags.plane, PLANES, '--plane');
  const mesh = meshOf(flags);
  const { flow, flows } = flags;
  if ((flow === undefined) === (flows === undefined)) {
    throw new AppError(
      'invalid',
      flow === undefined ? 'there is no flow' : '--flow and --flows are one too many',
      {
        hint: "give --flow '{…}' or --flows FILE, - for stdin",
      },
    );
  }
  stdinOnce(flags.policies, flows ?? []);
  const isGiven = flags.policies.length > 0;
  const given = isGiven ? await givenPolicies(flags.policies, flags.namespace) : NONE;
  for (const problem of [...given.unreadable, ...given.refused])
    process.stderr.write(`${printable(problem)}\n`);
  if (isGiven && given.policies.length === 0) {
    throw new AppError('unreadable', 'there is no policy to judge by', { hint: 'mend what is said above' });
  }
  const policies = isGiven ? given.policies : null;
  const options = { policies, plane, mesh, complete: flags.complete, output };
  if (flow !== undefined) await answerFlow(flow, options);
  else await answerFlows(flows ?? [], options);
  if (given.unreadable.length > 0) {
    throw new AppError('unreadable', 'the verdicts are without the policies that cannot be read', {
      hint: 'mend them as said above',
    });
  }
  if (given.refused.length > 0) {
    process.stderr.write('the verdicts are without the policies that Istio would refuse\n');
    process.exitCode = 1;
  }
}

function meshOf(flags: ExplainFlags): PolicyMesh {
  const { config } = loadConfig({
    env: {},
    flags: { 'mesh.trustDomain': flags.trustDomain, 'mesh.rootNamespace': flags.rootNamespace },
    flagNames: { 'mesh.trustDomain': '--trust-domain', 'mesh.rootNamespace': '--root-namespace' },
  });
  const { trustDomain, rootNamespace } = config.mesh;
  return {
    trustDomain,
    rootNamespace,
    aliases: flags.aliases?.split(',').filter((alias) => alias !== '') ?? [],
    pathNormalization: oneOf(flags.pathNormalization, NORMALIZATIONS, '--path-normalization'),
  };
}
