import type { Edge } from '../model/edge.ts';
import type { WorkloadKey } from '../model/workload.ts';

/** What succeeded, and the proxy that enforces said so. */
export function isProved({ evidence, reporter }: Edge): boolean {
  return evidence && reporter === 'destination';
}

/** `cluster.local/ns/shop/sa/web → shop/cart:8080 http` */
export function edgeWords({ namespace, name }: WorkloadKey, { caller, port, protocol }: Edge): string {
  return `${caller.principal ?? `(${caller.anonymousReason})`} → ${namespace}/${name}:${port} ${protocol}`;
}
