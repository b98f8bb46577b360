import type { Edge } from '../model/edge.ts';
import type { Finding } from '../model/finding.ts';
import type { Workload } from '../model/workload.ts';
import { edgeWords, isProved } from './edge-words.ts';
import { listed } from './listed.ts';
import type { PortFact } from './port-facts.ts';

/** Where Services declare something else than what was seen. Gateways' ports are those of their Gateways. */
export function portFindings(
  { key, plane }: Workload,
  edges: readonly Edge[],
  facts: ReadonlyMap<number, PortFact> | null,
): Finding[] {
  if (facts === null || plane !== 'sidecar') return [];
  const proved = edges.filter(isProved);
  const undeclared = proved.filter(({ port }) => !facts.has(port));
  const mismatched = proved.flatMap((edge) => {
    const fact = facts.get(edge.port);
    if (fact === undefined || fact.protocol === 'auto' || fact.protocol === chainOf(edge)) return [];
    return [`${edgeWords(key, edge)}; ${fact.services.join(', ')} says ${fact.protocol}`];
  });
  return [
    ...listed(
      key,
      undeclared.map((edge) => edgeWords(key, edge)),
      {
        id: 'port-undeclared',
        severity: 'info',
        title: 'Calls arrive at a port that no Service declares',
        why: 'Policies hold there too, but callers’ proxies don’t know the port and call it in plaintext.',
        whatToDo: 'Declare the port in a Service, or find out who calls pods by their addresses.',
      },
    ),
    ...listed(key, mismatched, {
      id: 'protocol-mismatch',
      severity: 'warning',
      title: 'A Service declares another protocol than was seen',
      why: 'A rule with methods or paths falls away where the proxy takes the port for TCP, so all is denied.',
      whatToDo:
        'Correct the port’s name or appProtocol in the Service, or stay at callers until only one is seen.',
    }),
  ];
}

function chainOf({ protocol }: Edge): 'http' | 'tcp' {
  return protocol === 'tcp' ? 'tcp' : 'http';
}
