import type { LogTemplate } from './log-template.ts';
import type { Labels } from './workload.ts';

/**
 * What a cluster's objects say beside pods, owners and policies. null = not listed: not asked for, not permitted or not
 * installed, so it isn't known whether there are any.
 */
export interface ClusterView {
  readonly services: readonly Service[] | null;
  readonly endpointSlices: readonly EndpointSlice[] | null;
  readonly namespaces: readonly Namespace[] | null;
  readonly serviceAccounts: readonly NamespacedName[] | null;
  readonly cronJobs: readonly CronJob[] | null;
  readonly gateways: readonly Gateway[] | null;
  readonly peerAuthentications: readonly PeerAuthentication[] | null;
  readonly telemetries: readonly Telemetry[] | null;
  /** How the mesh logs, from the `istio` ConfigMap. */
  readonly logging: MeshLogging | null;
}

export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

export interface Service extends NamespacedName {
  readonly labels: Labels;
  /** null = its endpoints are written by somebody else. */
  readonly selector: Labels | null;
  readonly headless: boolean;
  readonly ports: readonly ServicePort[];
}

export interface ServicePort {
  readonly name: string | null;
  readonly port: number;
  /** A number, or the name of a container's port, which may be another number in each pod. */
  readonly targetPort: number | string;
  readonly protocol: TransportProtocol;
  readonly appProtocol: string | null;
}

export type TransportProtocol = 'TCP' | 'UDP' | 'SCTP';

export interface EndpointSlice extends NamespacedName {
  /** null = of no Service. */
  readonly service: string | null;
  readonly ports: readonly { readonly name: string | null; readonly port: number | null }[];
  readonly endpoints: readonly {
    readonly addresses: readonly string[];
    /** Name of the pod behind it. */
    readonly pod: string | null;
  }[];
}

export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
}

export interface CronJob extends NamespacedName {
  /** As written, such as `0 3 * * 1`; null = a hand-written object doesn't say. */
  readonly schedule: string | null;
  readonly timeZone: string | null;
  readonly suspended: boolean;
}

/** Of the Gateway API, or Istio's own. */
export interface Gateway extends NamespacedName {
  readonly api: 'kubernetes' | 'istio';
  /** GatewayClass; null for Istio's own. */
  readonly className: string | null;
  /** Labels of the pods that serve it; Istio's own only. */
  readonly selector: Labels | null;
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
}

export type MtlsMode = 'UNSET' | 'DISABLE' | 'PERMISSIVE' | 'STRICT';

export interface PeerAuthentication extends NamespacedName {
  readonly selector: Labels | null;
  readonly mode: MtlsMode;
  readonly portLevel: ReadonlyMap<number, MtlsMode>;
  /** ms; the oldest of a level wins (Q1). null = not said. */
  readonly createdAt: number | null;
}

/** A Telemetry object, as far as it speaks of access logs. */
export interface Telemetry extends NamespacedName {
  readonly selector: Labels | null;
  /** It has targetRefs, which no sidecar reads. */
  readonly targeted: boolean;
  readonly accessLogging: readonly AccessLogging[];
  /** ms; of several for one namespace, or for one workload, the oldest counts. Left out or null = not said. */
  readonly createdAt?: number | null;
}

export interface AccessLogging {
  /** Names; empty = those of the level above. */
  readonly providers: readonly string[];
  readonly disabled: boolean;
  /** CLIENT: only what proxies send; SERVER: only what they receive. */
  readonly mode: 'CLIENT_AND_SERVER' | 'CLIENT' | 'SERVER';
  /** A CEL filter: some records are left out. */
  readonly filtered: boolean;
}

export interface MeshLogging {
  readonly accessLogFile: string | null;
  readonly accessLogFormat: string | null;
  readonly accessLogEncoding: 'TEXT' | 'JSON';
  readonly providers: readonly LogProvider[];
  /** `defaultProviders.accessLogging` */
  readonly defaultProviders: readonly string[];
}

export interface LogProvider {
  readonly name: string;
  readonly kind: 'http-als' | 'tcp-als' | 'otel-als' | 'file' | 'other';
  /** Where it sends to; null for a file. */
  readonly service: string | null;
  readonly port: number | null;
  /** In which format a file is written; null or left out = Istio's own, or it is no file. */
  readonly format?: LogTemplate | null;
}
