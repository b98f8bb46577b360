import { nodeTypeOf } from '../core/identify/node-type.ts';
import type { TransportProtocol } from '../core/model/cluster-view.ts';
import type { ContainerPort, PodInbound, PodPlane, Probe } from '../core/model/pod-inbound.ts';
import type { ContainerObject, PodObject } from './kube-object.ts';

const PROXY = 'istio-proxy';
/** The injected proxy's own: merged metrics and rewritten checks, readiness, its metrics (5.2). */
const OWN_PORTS = [15_020, 15_021, 15_090];

/**
 * How calls reach a pod, as its object says after injection: so a rewritten check stands there as rewritten (5.1). null
 * where the object doesn't say which containers it has.
 */
export function podInboundOf({ metadata, spec }: PodObject): PodInbound | null {
  const containers = spec?.containers;
  if (!containers || containers.length === 0) return null;
  // An init container that is always restarted runs beside the others: a native sidecar.
  const running = [...containers, ...(spec.initContainers ?? []).filter(isNativeSidecar)];
  const applications = running.filter(({ name }) => name !== PROXY);
  const annotations = metadata.annotations ?? {};
  const ports = applications.flatMap(portsOf);
  const plane = planeOf(metadata, running, spec.hostNetwork ?? false);
  // The kubelet's checks pass ztunnel by (Z6).
  const probes = plane === 'ambient' ? [] : applications.flatMap((one) => probesOf(one, ports));
  const included = annotations['traffic.sidecar.istio.io/includeInboundPorts']?.trim() ?? '*';
  const excluded = portList(annotations['traffic.sidecar.istio.io/excludeInboundPorts'] ?? '');
  return {
    plane,
    ports,
    probes: probes.filter(({ port }) => !OWN_PORTS.includes(port)),
    scrape: scrapeOf(annotations),
    excludedPorts: [...new Set([...excluded, ...notIncluded(ports, included)])].toSorted((a, b) => a - b),
    captured: included !== '',
  };
}

function planeOf(
  { labels, annotations }: PodObject['metadata'],
  running: readonly ContainerObject[],
  hostNetwork: boolean,
): PodPlane {
  const nodeType = nodeTypeOf(labels ?? {});
  if (nodeType === 'waypoint') return 'waypoint';
  if (running.some(({ name }) => name === PROXY)) return nodeType === 'router' ? 'gateway' : 'sidecar';
  // Its CNI writes down what it has done; the label only asks for it, and of a pod on the host's network in vain.
  if (annotations?.['ambient.istio.io/redirection'] === 'enabled') return 'ambient';
  return labels?.['istio.io/dataplane-mode'] === 'ambient' && !hostNetwork ? 'ambient' : 'none';
}

function isNativeSidecar({ restartPolicy }: ContainerObject): boolean {
  return restartPolicy === 'Always';
}

function portsOf({ ports }: ContainerObject): ContainerPort[] {
  return (ports ?? []).map(({ name, containerPort, protocol }) => ({
    name: name ?? null,
    port: containerPort,
    protocol: transportOf(protocol),
  }));
}

/** Kubernetes' default is TCP. */
export function transportOf(protocol: string | null | undefined): TransportProtocol {
  return protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP';
}

function probesOf(container: ContainerObject, ports: readonly ContainerPort[]): Probe[] {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  // A name is looked up in its own container first.
  const named = [...portsOf(container), ...ports];
  const numberOf = (port: number | string) =>
    typeof port === 'number' ? port : (named.find(({ name }) => name === port)?.port ?? Number(port));
  const checks = [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop];
  const probes = checks.flatMap((check): Probe[] => {
    if (!check) return [];
    if (check.httpGet) {
      return [{ kind: 'http', port: numberOf(check.httpGet.port), path: check.httpGet.path ?? '/' }];
    }
    if (check.tcpSocket) return [{ kind: 'tcp', port: numberOf(check.tcpSocket.port), path: null }];
    return check.grpc ? [{ kind: 'grpc', port: check.grpc.port, path: null }] : [];
  });
  const distinct = new Map(probes.map((probe) => [JSON.stringify(probe), probe]));
  return [...distinct.values()].filter(({ port }) => Number.isInteger(port));
}

function scrapeOf(annotations: Readonly<Record<string, string>>): PodInbound['scrape'] {
  if (annotations['prometheus.io/scrape'] !== 'true') return null;
  const port = Number(annotations['prometheus.io/port'] ?? Number.NaN);
  return {
    port: Number.isInteger(port) && port > 0 ? port : null,
    path: annotations['prometheus.io/path'] || '/metrics',
  };
}

/** `*`: all ports are included; a list: these alone. */
function notIncluded(ports: readonly ContainerPort[], included: string): number[] {
  if (included === '*' || included === '') return [];
  const listed = new Set(portList(included));
  return ports.filter(({ port }) => !listed.has(port)).map(({ port }) => port);
}

function portList(text: string): number[] {
  const words = text.split(',').filter((word) => word.trim() !== '');
  return words.map(Number).filter((port) => Number.isInteger(port));
}
