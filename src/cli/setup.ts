import type { Command } from 'commander';
import { AppError } from '../app-error.ts';
import { print } from './print.ts';
import { alsSetup, logSetup } from './setup-resources.ts';

const MODES = ['als', 'logs'];

interface SetupFlags {
  readonly mode: string;
  readonly namespace: string[];
  readonly rootNamespace: string;
  readonly service: string;
  readonly port: string;
}

export function addSetup(program: Command): void {
  program
    .command('setup')
    .description('print the mesh configuration that makes the telemetry good, and how to take it back')
    .option('--mode <modes>', 'als, logs, or both: als,logs', 'als')
    .option('--namespace <ns...>', 'only these namespaces instead of the whole mesh', [])
    .option('--root-namespace <ns>', "the mesh's root namespace", 'istio-system')
    .option('--service <host>', 'where proxies reach leastpath', 'leastpath.leastpath.svc.cluster.local')
    .option('--port <port>', "leastpath's ALS port", '19001')
    .addHelpText(
      'after',
      '\nExamples:\n  leastpath setup\n  leastpath setup --mode logs\n  leastpath setup --namespace shop --namespace payments',
    )
    .action((flags: SetupFlags) => print(setupText(flags)));
}

function setupText(flags: SetupFlags): string {
  const modes = flags.mode.split(',').map((mode) => mode.trim());
  const unknown = modes.find((mode) => !MODES.includes(mode));
  if (unknown !== undefined) {
    throw new AppError('invalid', `setup knows no mode "${unknown}"`, { hint: `use ${MODES.join(' or ')}` });
  }
  const port = Number(flags.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new AppError('invalid', `"${flags.port}" is no port`, { hint: 'use a number from 1 to 65535' });
  }
  const parts = modes.map((mode) =>
    mode === 'als'
      ? alsSetup({
          namespaces: flags.namespace,
          rootNamespace: flags.rootNamespace,
          service: flags.service,
          port,
        })
      : logSetup(),
  );
  return parts.join('---\n');
}
