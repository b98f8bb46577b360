import type { Command } from 'commander';
import { AppError } from '../app-error.ts';
import { loadConfig } from '../config/load.ts';
import { DETAILS } from '../core/model/flow.ts';
import { readInventory } from '../kube/inventory.ts';
import { type Offline, type OfflineInput, runOffline } from '../offline.ts';
import { askedFormat, formatWords, type LogFormatFlags } from './log-format.ts';
import { print } from './print.ts';
import { answerOf } from './recommend-answer.ts';
import { summary } from './recommend-summary.ts';
import { oneOf, reporterOf } from './traffic-flags.ts';
import { writeSplit } from './write-split.ts';

interface RecommendFlags extends LogFormatFlags {
  readonly inventory: string[];
  readonly workload?: string;
  readonly labels?: string;
  readonly detail: string;
  readonly namespace?: string;
  readonly draft: boolean;
  readonly trustDomain?: string;
  readonly rootNamespace?: string;
  readonly timeUnit?: string;
  readonly split?: string;
  readonly output: string;
}

const FORMATS = ['auto', 'istio-text', 'istio-json', 'als'] as const;
const OUTPUTS = ['yaml', 'json'];

export function addRecommend(program: Command): void {
  program
    .command('recommend [file...]')
    .description('policies from recorded traffic: files, directories or stdin in, one YAML stream out')
    .option('--format <format>', formatWords(FORMATS), 'auto')
    .option('--json-fields <file>', 'the keys of JSON lines and what Envoy writes under each')
    .option('--inventory <file...>', 'Kubernetes objects as kubectl get … -A -o yaml prints them', [])
    .option('--workload <ns/name>', 'whose proxy wrote the input')
    .option('--labels <k=v,...>', 'the labels that select it')
    .option('--detail <detail>', DETAILS.join(', '), 'callers')
    .option('--namespace <ns>', 'only workloads of this namespace, also of one that is left out by default')
    .option('--draft', "also what isn't stable, as dry-run drafts with the risk in the header", false)
    .option('--trust-domain <domain>', "the mesh's trust domain (default: cluster.local)")
    .option('--root-namespace <ns>', "the mesh's root namespace (default: istio-system)")
    .option('--time-unit <duration>', 'length of a day of learning, for scaled time (default: 1d)')
    .option('--split <dir>', 'a file a workload and a kustomization.yaml into this folder')
    .option('--output <form>', OUTPUTS.join(', '), 'yaml')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  kubectl logs -n shop deploy/cart -c istio-proxy --prefix | leastpath recommend --inventory cluster.yaml --draft\n' +
        '  leastpath recommend /var/log/pods --inventory cluster.yaml --output json',
    )
    .action((files: string[], flags: RecommendFlags) => recommendFrom(files, flags));
}

async function recommendFrom(files: readonly string[], flags: RecommendFlags): Promise<void> {
  const detail = oneOf(flags.detail, DETAILS, '--detail');
  const output = oneOf(flags.output, OUTPUTS, '--output');
  const { config } = loadConfig({
    env: {},
    flags: {
      'mesh.trustDomain': flags.trustDomain,
      'mesh.rootNamespace': flags.rootNamespace,
      'learn.timeUnit': flags.timeUnit,
    },
    flagNames: {
      'mesh.trustDomain': '--trust-domain',
      'mesh.rootNamespace': '--root-namespace',
      'learn.timeUnit': '--time-unit',
    },
  });
  const input: OfflineInput = {
    paths: files,
    ...(await askedFormat(flags, FORMATS)),
    stdin: process.stdin,
    inventory: flags.inventory.length > 0 ? await readInventory(flags.inventory, config.mesh) : null,
    reporter: reporterOf(flags),
    namespace: flags.namespace ?? null,
  };
  await using offline = await runOffline(config, input);
  if (!isReadable(offline)) {
    throw new AppError('unreadable', 'nothing could be read: the input has no record', {
      hint: offline.refusedFormats[0] ?? 'give access-log lines or a capture; --format names what it is',
    });
  }
  const answer = await answerOf(offline, { detail, draft: flags.draft, namespace: flags.namespace ?? null });
  process.stderr.write(summary(answer, offline, flags.draft));
  if (output === 'json') await print(`${JSON.stringify(answer, null, 2)}\n`);
  else if (flags.split === undefined) await print(answer.policies.map(({ yaml }) => yaml).join('---\n'));
  if (flags.split !== undefined) await writeSplit(flags.split, answer.policies);
  if (answer.policies.length === 0) process.exitCode = 1;
}

/** Something in the input was understood, if only as lines that are no records. */
function isReadable({ reader, report }: Offline): boolean {
  const understood = reader.counters().some(({ disposition }) => {
    return (
      disposition.kind !== 'dropped' ||
      disposition.reason === 'intermediate' ||
      disposition.reason === 'duplicate-twin'
    );
  });
  return understood || report.agentLines > 0;
}
