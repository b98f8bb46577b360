import type { PathNormalization, PolicyMesh, ServiceTarget } from '../core/model/enforcement-point.ts';
import type { FlowLine } from '../core/model/flow-line.ts';
import type { Labels, Plane } from '../core/model/workload.ts';
import { isObject, missing, wrong, wrongChoice, wrongText, wrongTexts } from '../ingest/flows/flow-checks.ts';
import { decodeFlowLine } from '../ingest/flows/flow-line.ts';

/** A line to explain: a flow, and what the line says of the proxy that judges it. */
export interface ExplainLine {
  readonly id: string | number | null;
  readonly flow: FlowLine;
  readonly workload: {
    readonly namespace?: string;
    readonly labels?: Labels;
    readonly service?: ServiceTarget;
  };
  readonly plane: Plane | 'ztunnel' | null;
  readonly mesh: Partial<PolicyMesh>;
}

type Keys = Readonly<Record<string, unknown>>;

const PLANES = ['sidecar', 'gateway', 'waypoint', 'ztunnel'];
const NORMALIZATIONS = ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'];
const NOTHING: ExplainLine['workload'] & ExplainLine['mesh'] = {};

/**
 * A flow line, or a line that has its flow under `flow` beside workload, mesh and plane. What is wrong with
 * it is a sentence that names the key. Its policies are not looked at here.
 */
export function decodeExplainLine(value: unknown): ExplainLine | { readonly error: string } {
  if (!isObject(value)) return { error: wrong(value, 'the line', 'an object') };
  const id = typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null;
  const { flow: inner, policies } = value;
  if (inner === undefined && policies !== undefined) return { error: missing('flow') };
  const flow = decodeFlowLine(inner ?? value, 'explain');
  if ('error' in flow) return { error: inner === undefined ? flow.error : `flow: ${flow.error}` };
  if (inner === undefined) return { id, flow, workload: workloadOf(flow), plane: null, mesh: NOTHING };
  const error = wrongSurroundings(value);
  if (error !== null) return { error };
  return {
    id,
    flow,
    workload: value.workload === undefined ? workloadOf(flow) : (value.workload as ExplainLine['workload']),
    plane: (value.plane ?? null) as ExplainLine['plane'],
    mesh: meshOf(value),
  };
}

/** A flow's own destination, where the line says nothing of the proxy. */
function workloadOf({ destination: { namespace, labels, service } }: FlowLine): ExplainLine['workload'] {
  if (namespace === undefined) return labels === undefined ? NOTHING : { labels };
  return {
    namespace,
    ...(labels && { labels }),
    ...(service && { service: { namespace, ...service } }),
  };
}

function wrongSurroundings({
  workload,
  plane,
  rootNamespace,
  trustDomain,
  aliases,
  ...line
}: Keys): string | null {
  return (
    (workload === undefined ? null : wrongWorkload(workload)) ??
    wrongChoice(plane, 'plane', PLANES) ??
    wrongText(rootNamespace, 'rootNamespace') ??
    wrongText(trustDomain, 'trustDomain') ??
    wrongChoice(line.pathNormalization, 'pathNormalization', NORMALIZATIONS) ??
    (aliases === undefined || isTexts(aliases) ? null : wrong(aliases, 'aliases', 'a list of strings'))
  );
}

function wrongWorkload(workload: unknown): string | null {
  if (!isObject(workload)) return wrong(workload, 'workload', 'an object');
  const { namespace, labels, service } = workload;
  if (namespace === undefined) return missing('workload.namespace');
  return (
    wrongText(namespace, 'workload.namespace') ??
    wrongTexts(labels, 'workload.labels') ??
    (service === undefined ? null : wrongService(service))
  );
}

function wrongService(service: unknown): string | null {
  if (!isObject(service)) return wrong(service, 'workload.service', 'an object');
  for (const key of ['name', 'namespace', 'kind']) {
    if (service[key] === undefined) return missing(`workload.service.${key}`);
  }
  return (
    wrongText(service.name, 'workload.service.name') ??
    wrongText(service.namespace, 'workload.service.namespace') ??
    wrongChoice(service.kind, 'workload.service.kind', ['Service', 'ServiceEntry'])
  );
}

function meshOf({ rootNamespace, trustDomain, aliases, pathNormalization }: Keys): Partial<PolicyMesh> {
  return {
    ...(rootNamespace !== undefined && { rootNamespace: rootNamespace as string }),
    ...(trustDomain !== undefined && { trustDomain: trustDomain as string }),
    ...(aliases !== undefined && { aliases: aliases as string[] }),
    ...(pathNormalization !== undefined && { pathNormalization: pathNormalization as PathNormalization }),
  };
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
