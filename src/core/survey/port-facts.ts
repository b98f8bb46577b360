import type { ServicePort } from '../model/cluster-view.ts';
import type { Pod } from '../model/pod.ts';
import type { WorkloadKey } from '../model/workload.ts';
import { type DeclaredProtocol, declaredProtocol } from './port-protocol.ts';
import type { ClusterSurvey } from './survey-of.ts';

/** A port on which a workload's pods are called, as Services declare it (P1). */
export interface PortFact {
  /** The pods' own, where the sidecar enforces. */
  readonly port: number;
  /** `cart:80`: Service and its port; of a Service whose endpoints somebody else writes, the name alone. */
  readonly services: readonly string[];
  /** `auto` too where Services disagree. */
  readonly protocol: DeclaredProtocol;
}

interface Declaration {
  readonly port: number;
  readonly service: string;
  readonly protocol: DeclaredProtocol;
}

/**
 * The declared TCP ports of a workload's pods by number; null where Services aren't listed or no pod is known. A
 * named target port can be another number in each pod.
 */
export function portFacts(key: WorkloadKey, survey: ClusterSurvey): ReadonlyMap<number, PortFact> | null {
  const pods = survey.pods.living(key);
  if (survey.services === null || pods.length === 0) return null;
  const declared = survey.services.selecting(pods).flatMap(({ service, pods: selected }) =>
    service.ports
      .filter(({ protocol }) => protocol === 'TCP')
      .flatMap((port) =>
        targetPorts(port, selected).map((number) => ({
          port: number,
          service: `${service.name}:${port.port}`,
          protocol: declaredProtocol(port),
        })),
      ),
  );
  const facts = new Map<number, PortFact>();
  for (const [port, all] of Map.groupBy([...declared, ...fromSlices(key, pods, survey)], (one) => one.port)) {
    const services = [...new Set(all.map(({ service }) => service))].toSorted();
    const protocols = new Set(all.map(({ protocol }) => protocol));
    const [only = 'auto'] = protocols;
    facts.set(port, { port, services, protocol: protocols.size === 1 ? only : 'auto' });
  }
  return facts;
}

function targetPorts({ targetPort }: ServicePort, pods: readonly Pod[]): number[] {
  if (typeof targetPort === 'number') return [targetPort];
  const named = pods.flatMap(({ inbound }) => inbound?.ports ?? []).filter(({ name }) => name === targetPort);
  return [...new Set(named.map(({ port }) => port))];
}

/** Endpoints that somebody else writes, for Services without a selector. */
function fromSlices(key: WorkloadKey, pods: readonly Pod[], survey: ClusterSurvey): Declaration[] {
  const services = survey.services?.withoutSelector(key.namespace) ?? [];
  const manual = new Map(services.map((service) => [service.name, service]));
  if (manual.size === 0) return [];
  const addresses = new Set(pods.flatMap((pod) => pod.addresses));
  return (survey.slices.get(key.namespace) ?? []).flatMap(({ service, ports, endpoints }) => {
    const declared = service === null ? undefined : manual.get(service);
    if (declared === undefined) return [];
    if (!endpoints.some((endpoint) => endpoint.addresses.some((one) => addresses.has(one)))) return [];
    return ports.flatMap(({ name, port }): Declaration[] => {
      if (port === null) return [];
      const of = declared.ports.find((one) => one.name === name);
      return [{ port, service: declared.name, protocol: of ? declaredProtocol(of) : 'auto' }];
    });
  });
}
