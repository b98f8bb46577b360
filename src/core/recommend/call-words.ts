import type { Call } from '../evaluate/call.ts';
import type { WorkloadKey } from '../model/workload.ts';

/** A call as people read it: `cluster.local/ns/shop/sa/web → shop/cart:8080 GET /cart/17`. */
export function callWords(workload: WorkloadKey, call: Call): string {
  const caller =
    call.principal === undefined ? '(any caller)' : (call.principal ?? 'a caller without identity');
  const where = `${workload.namespace}/${workload.name}:${call.port}`;
  const request =
    call.chain === 'tcp' ? 'TCP' : `${call.method ?? '(any method)'} ${call.path ?? '(any path)'}`;
  return [`${caller} → ${where} ${request}`, ...besides(call)].join(', ');
}

/** What a witness says where nothing asks for it. */
const FILLERS: readonly unknown[] = ['10.0.0.1', 'a', null];

/** What else of the call a policy can ask for, as far as it is said and isn't a filler. */
function besides({ sourceAddress, remoteAddress, destinationAddress, sni, host, headers }: Call): string[] {
  const parts: [string, string | null | undefined][] = [
    ['from', sourceAddress],
    ['for', remoteAddress === sourceAddress ? null : remoteAddress],
    ['at', destinationAddress],
    ['SNI', sni],
    ['host', host],
  ];
  return [
    ...parts.flatMap(([what, value]) =>
      value === undefined || FILLERS.includes(value) ? [] : [`${what} ${value}`],
    ),
    ...Object.entries(headers ?? {}).map(([name, lines]) => `${name}: ${lines.join(' | ')}`),
  ];
}
