import type { Command } from 'commander';
import { AppError } from '../app-error.ts';
import { print } from './print.ts';
import { gatewayOf } from './setup-gateways.ts';
import { alsSetup, logSetup } from './setup-resources.ts';

const MODES = ['als', 'logs'];
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** A host with its domain: istiod doesn't look up short names. */
const SERVICE = /^([a-z0-9][-a-z0-9]*\/)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/;

interface SetupFlags {
  readonly mode: string;
  readonly namespace: string[];
  readonly rootNamespace: string;
  readonly service: string;
  readonly port: string;
  readonly keep: string[];
  readonly gateway: string[];
}

export function addSetup(program: Command): void {
  program
    .command('setup')
    .description('print the mesh configuration that makes the telemetry good, and how to take it back')
    .option('--mode <modes>', 'als, logs, or both: als,logs', 'als')
    .option('--namespace <ns...>', 'only these namespaces instead of the whole mesh', [])
    .option('--root-namespace <ns>', "the mesh's root namespace", 'istio-system')
    .option(
      '--service <host>',
      "leastpath's Service, with its domain (NAMESPACE/HOST where two namespaces have that host)",
      'leastpath.leastpath.svc.cluster.local',
    )
    .option('--port <port>', "leastpath's ALS port", '19001')
    .option('--keep <provider...>', 'providers that log today and shall go on, such as envoy', [])
    .option('--gateway <ns/labels...>', 'gateways that shall report what comes to them, by their pods', [])
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  leastpath setup',
        '  leastpath setup --mode logs',
        '  leastpath setup --namespace shop --namespace payments',
        '  leastpath setup --keep envoy',
        '  leastpath setup --gateway istio-system/istio=ingressgateway',
      ].join('\n'),
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
  if (!SERVICE.test(flags.service)) {
    throw new AppError('invalid', `"${flags.service}" is no Service that istiod would find`, {
      hint: 'write it with its domain: NAME.NAMESPACE.svc.cluster.local',
    });
  }
  const noNamespace = [...flags.namespace, flags.rootNamespace].find((one) => !DNS_LABEL.test(one));
  if (noNamespace !== undefined) {
    throw new AppError('invalid', `"${noNamespace}" is no namespace`, {
      hint: 'name each with a --namespace of its own',
    });
  }
  const parts = modes.map((mode) =>
    mode === 'als'
      ? alsSetup({
          namespaces: flags.namespace,
          rootNamespace: flags.rootNamespace,
          service: flags.service,
          port,
          keep: flags.keep,
          gateways: flags.gateway.map(gatewayOf),
        })
      : logSetup(),
  );
  return parts.join('---\n');
}
