import { parse } from 'yaml';
import { loadConfig } from '../../../src/config/load.ts';
import type { EnforcementPoint } from '../../../src/core/model/enforcement-point.ts';
import { DETAILS, type Detail } from '../../../src/core/model/flow.ts';
import type { AllowPolicy } from '../../../src/core/model/policy.ts';
import type { Recommendation } from '../../../src/core/model/recommendation.ts';
import { readInventory } from '../../../src/kube/inventory.ts';
import { type Offline, runOffline } from '../../../src/offline.ts';
import type { WorkloadReport } from '../../../src/ports.ts';
import type { RecordedInput } from './recorded-inputs.ts';
import { drivenCalls, type SeenCall, storedCalls } from './seen-calls.ts';

/** A policy made from recorded traffic, as it leaves the program, and what it must let in. */
export interface Recommended {
  /** Input, workload and detail. */
  readonly name: string;
  readonly detail: Detail;
  readonly policy: AllowPolicy;
  /** The same as a draft. */
  readonly draft: unknown;
  readonly recommendation: Recommendation;
  readonly point: EnforcementPoint;
  /** Of verified callers, with success. */
  readonly seen: readonly SeenCall[];
}

/** Runs recorded traffic through the pipeline; what is withheld isn't in the list. */
export async function recommendedFrom(input: RecordedInput): Promise<Recommended[]> {
  const { config } = loadConfig({ env: {}, flags: {} });
  const inventory = input.inventory === null ? null : await readInventory([input.inventory], config.mesh);
  await using offline = await runOffline(config, {
    paths: [input.path],
    format: input.format,
    stdin: emptyStream(),
    inventory,
    reporter: null,
  });
  const mesh = {
    rootNamespace: config.mesh.rootNamespace,
    trustDomain: config.mesh.trustDomain,
    aliases: config.mesh.aliases,
    pathNormalization: 'BASE' as const,
  };
  const found: Recommended[] = [];
  for (const report of offline.reader.reports()) {
    for (const detail of DETAILS) {
      const one = await recommendedAt(offline, input, report, detail, mesh);
      if (one !== null) found.push(one);
    }
  }
  return found;
}

async function recommendedAt(
  { reader }: Offline,
  input: RecordedInput,
  { id, workload }: WorkloadReport,
  detail: Detail,
  mesh: EnforcementPoint['mesh'],
): Promise<Recommended | null> {
  const recommendation = await reader.recommendation(id, detail);
  if (recommendation === null || recommendation.policy === null) return null;
  const { policy } = recommendation;
  const draft = parse((await reader.policyYaml(id, detail, true)) ?? '');
  const seen =
    input.driven === null
      ? storedCalls((await reader.edges(id, 'paths')) ?? [])
      : drivenCalls(input.driven, id);
  const point: EnforcementPoint = {
    plane: workload.plane,
    namespace: policy.metadata.namespace,
    labels: policy.spec.selector?.matchLabels ?? {},
    service: null,
    mesh,
  };
  return { name: `${input.name} ${id} ${detail}`, detail, policy, draft, recommendation, point, seen };
}

async function* emptyStream(): AsyncGenerator<Uint8Array> {}
