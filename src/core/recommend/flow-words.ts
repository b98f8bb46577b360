import type { OperationKey } from '../model/operation.ts';
import type { WorkloadKey } from '../model/workload.ts';

/** A flow as people read it: `cluster.local/ns/shop/sa/web → shop/cart:8080 GET /cart/17`. */
export function flowWords(workload: WorkloadKey, flow: Omit<OperationKey, 'reporter'>): string {
  const caller = flow.caller.principal ?? `anonymous (${flow.caller.anonymousReason})`;
  const request =
    flow.protocol === 'tcp' ? ['TCP'] : [flow.method ?? '(any method)', flow.path ?? '(any path)'];
  return `${caller} → ${workload.namespace}/${workload.name}:${flow.port} ${request.join(' ')}`;
}
