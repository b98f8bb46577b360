import type { Command } from 'commander';
import { loadConfig } from '../config/load.ts';
import { policyMeshOf } from '../config/policy-mesh.ts';
import type { Config } from '../config/schema.ts';
import type { PolicyMesh } from '../core/model/enforcement-point.ts';
import type { Inventory } from '../core/model/inventory.ts';
import { readInventory } from '../kube/inventory.ts';
import { formatWords, type LogFormatFlags } from './log-format.ts';
import type { ReporterFlags } from './traffic-flags.ts';

/** What `check` and `compare` are given besides policies. */
export interface InputFlags extends ReporterFlags, LogFormatFlags {
  readonly traffic: string[];
  readonly database?: string;
  readonly inventory: string[];
  readonly namespace: string;
  readonly trustDomain?: string;
  readonly rootNamespace?: string;
}

export const TRAFFIC_FORMATS = ['auto', 'flows', 'istio-text', 'istio-json', 'als'] as const;

export function addInputOptions(command: Command): Command {
  return command
    .option('--traffic <file...>', 'recorded traffic: flow lines, access logs or captures; - is stdin', [])
    .option('--format <format>', `of the traffic: ${formatWords(TRAFFIC_FORMATS)}`, 'auto')
    .option('--json-fields <file>', 'the keys of JSON lines and what Envoy writes under each')
    .option('--database <file>', 'a database of serve; it is only read')
    .option('--inventory <file...>', 'Kubernetes objects as kubectl get … -A -o yaml prints them', [])
    .option('--workload <ns/name>', 'whose proxy wrote the log')
    .option('--labels <k=v,...>', 'the labels that select it')
    .option('--namespace <ns>', 'where policies go that name no namespace', 'default')
    .option(
      '--trust-domain <domain>',
      "the mesh's trust domain (default: the inventory's, else cluster.local)",
    )
    .option(
      '--root-namespace <ns>',
      "the mesh's root namespace (default: the inventory's, else istio-system)",
    );
}

/** The mesh whose policies are judged. */
export interface MeshInput {
  readonly config: Config;
  readonly inventory: Inventory | null;
  readonly mesh: PolicyMesh;
}

/** Throws AppError. */
export async function readMesh(flags: InputFlags): Promise<MeshInput> {
  const { config } = loadConfig({
    env: {},
    flags: { 'mesh.trustDomain': flags.trustDomain, 'mesh.rootNamespace': flags.rootNamespace },
    flagNames: { 'mesh.trustDomain': '--trust-domain', 'mesh.rootNamespace': '--root-namespace' },
  });
  const inventory = flags.inventory.length > 0 ? await readInventory(flags.inventory, config.mesh) : null;
  return { config, inventory, mesh: policyMeshOf(config, inventory?.mesh) };
}
