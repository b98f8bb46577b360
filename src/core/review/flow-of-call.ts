import type { Call } from '../evaluate/call.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { FlowLine } from '../model/flow-line.ts';
import type { WorkloadKey } from '../model/workload.ts';
import type { AskedParts } from './asked-parts.ts';

/**
 * A recorded call as policies look at it: queries, headers and addresses that none of them asks for stay out of
 * reports, which many people read.
 */
export function askedOf(call: Call, { addresses, host, sni, headers }: AskedParts): Call {
  const { chain, principal, port, method, path } = call;
  return {
    ...{ chain, principal, port, method, path },
    ...(addresses && {
      sourceAddress: call.sourceAddress,
      remoteAddress: call.remoteAddress,
      destinationAddress: call.destinationAddress,
    }),
    ...(host && { host: call.host }),
    ...(sni && { sni: call.sni }),
    ...(headers && { pathWithQuery: call.pathWithQuery, headers: call.headers }),
  };
}

/** A call as a flow line: what `explain --flow` takes. Says what the call says and nothing more. */
export function flowOfCall(call: Call, point: EnforcementPoint, workload: WorkloadKey): FlowLine {
  const { service, plane } = point;
  const source = given({
    principal: call.principal,
    address: call.sourceAddress,
    remoteAddress: call.remoteAddress === call.sourceAddress ? undefined : call.remoteAddress,
  });
  const request = given({
    method: call.method,
    path: call.pathWithQuery ?? call.path,
    host: call.host,
    headers: headersOf(call),
  });
  return {
    ...(source && { source }),
    destination: {
      ...{ cluster: workload.cluster, namespace: point.namespace, workload: workload.name },
      ...(plane !== 'waypoint' && { labels: point.labels }),
      ...given({ address: call.destinationAddress }),
      port: call.port,
      ...(plane !== 'sidecar' && { plane }),
      ...(service && { service }),
    },
    protocol: call.chain,
    ...(call.sni !== undefined && { connection: { sni: call.sni } }),
    ...(call.chain === 'http' && request && { request }),
  };
}

function headersOf({ headers = {} }: Call): Record<string, readonly string[]> | undefined {
  return Object.keys(headers).length > 0 ? { ...headers } : undefined;
}

/** Without the keys that nothing is known of; null = nothing is left. */
function given<T extends Record<string, unknown>>(
  values: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } | null {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return entries.length === 0
    ? null
    : (Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> });
}
