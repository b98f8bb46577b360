import type { TransportProtocol } from './cluster-view.ts';

/** What handles calls to a pod before its application sees them. */
export type PodPlane = 'sidecar' | 'ambient' | 'gateway' | 'waypoint' | 'none';

/** How calls reach a pod, as its object says. */
export interface PodInbound {
  readonly plane: PodPlane;
  readonly ports: readonly ContainerPort[];
  /** HTTP, TCP and gRPC checks of the kubelet that go to the application itself (5.1). */
  readonly probes: readonly Probe[];
  /** From `prometheus.io/*` annotations (5.3); null = not scraped by them. */
  readonly scrape: { readonly port: number | null; readonly path: string } | null;
  /** Ports that never pass the proxy (5.4). */
  readonly excludedPorts: readonly number[];
  /** false: `includeInboundPorts` is empty, no port passes the proxy (5.4). */
  readonly captured: boolean;
}

export interface ContainerPort {
  readonly name: string | null;
  readonly port: number;
  readonly protocol: TransportProtocol;
}

export interface Probe {
  readonly kind: 'http' | 'tcp' | 'grpc';
  readonly port: number;
  /** HTTP only. */
  readonly path: string | null;
}
