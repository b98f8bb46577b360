import type { Edge } from '../model/edge.ts';
import type { Finding } from '../model/finding.ts';
import type { Pod } from '../model/pod.ts';
import type { PodInbound, Probe } from '../model/pod-inbound.ts';
import type { Workload } from '../model/workload.ts';
import { listed } from './listed.ts';

/** Merged metrics and Envoy's own, which no policy guards (5.2). */
const PROXY_PORTS = new Set([15_020, 15_090]);

/** Checks and scrapes that no caller with an identity makes, as the pods declare them (5.1, 5.3). */
export function checkFindings({ key }: Workload, edges: readonly Edge[], pods: readonly Pod[]): Finding[] {
  const guarded = pods.flatMap(({ inbound }) => (inbound && isGuarded(inbound) ? [inbound] : []));
  const probes = guarded.flatMap((inbound) =>
    inbound.probes.filter((probe) => probe.kind !== 'tcp' && passes(inbound, probe.port)).map(probeWords),
  );
  const scrapes = guarded.flatMap((inbound) => {
    const { scrape } = inbound;
    if (scrape === null || (scrape.port !== null && !passes(inbound, scrape.port))) return [];
    return [`${scrape.port === null ? 'its container ports' : `port ${scrape.port}`} ${scrape.path}`];
  });
  const plaintext = edges.some(({ caller, evidence }) => evidence && caller.anonymousReason === 'plaintext');
  return [
    ...listed(key, probes, {
      id: 'probe-unrewritten',
      severity: 'critical',
      title: 'Checks of the kubelet would be denied',
      why: 'They go to the application in plaintext, so no rule can name them, and pods that fail them restart.',
      whatToDo: 'Let Istio rewrite them: remove the annotation sidecar.istio.io/rewriteAppHTTPProbers.',
    }),
    ...listed(key, scrapes, {
      id: 'scrape-unidentified',
      severity: plaintext ? 'warning' : 'info',
      title: 'Metrics are scraped past the mesh',
      why: 'Annotations ask for it; a Prometheus without a certificate of the mesh has no name for a rule.',
      whatToDo:
        'Let Istio merge the metrics (port 15020), or give Prometheus a certificate, before enforcing.',
    }),
  ];
}

function isGuarded({ plane, captured }: PodInbound): boolean {
  return captured && (plane === 'sidecar' || plane === 'gateway');
}

function passes({ excludedPorts }: PodInbound, port: number): boolean {
  return !excludedPorts.includes(port) && !PROXY_PORTS.has(port);
}

function probeWords({ kind, port, path }: Probe): string {
  return `${kind} ${port}${path === null ? '' : ` ${path}`}`;
}
