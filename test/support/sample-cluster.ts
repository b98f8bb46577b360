import type {
  AccessLogging,
  ClusterView,
  MeshLogging,
  Service,
  ServicePort,
  Telemetry,
} from '../../src/core/model/cluster-view.ts';
import type { Edge } from '../../src/core/model/edge.ts';
import type { PolicyMesh } from '../../src/core/model/enforcement-point.ts';
import type { Inventory } from '../../src/core/model/inventory.ts';
import type { Pod } from '../../src/core/model/pod.ts';
import type { PodInbound } from '../../src/core/model/pod-inbound.ts';
import type { Workload } from '../../src/core/model/workload.ts';
import { DEFAULT_MESH } from '../../src/core/recommend/recommend-input.ts';
import { type ClusterSurvey, surveyOf } from '../../src/core/survey/survey-of.ts';
import { samplePod } from './sample-record.ts';

/** Objects of a cluster that lists none of them. */
export const NO_VIEW: Omit<ClusterView, 'logging'> = {
  services: null,
  endpointSlices: null,
  namespaces: null,
  serviceAccounts: null,
  cronJobs: null,
  gateways: null,
  peerAuthentications: null,
  telemetries: null,
};

export const NOTHING_LISTED: ClusterView = { ...NO_VIEW, logging: null };

export const SIDECAR: PodInbound = {
  plane: 'sidecar',
  ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
  probes: [],
  scrape: null,
  excludedPorts: [],
  captured: true,
};

/** A pod `NAME-1` of the workload NAME in `shop`, behind a sidecar. */
export function podOfWorkload(
  workload: string,
  changes: Partial<Pod> = {},
  inbound: Partial<PodInbound> = {},
): Pod {
  return {
    ...samplePod(workload, '10.0.0.1', { inbound: { ...SIDECAR, ...inbound } }),
    name: `${workload}-1`,
    ...changes,
  };
}

export function surveyWith(
  pods: readonly Pod[],
  view: Partial<ClusterView> = {},
  rest: Partial<Pick<Inventory, 'policies' | 'owners'>> = {},
  mesh: Partial<PolicyMesh> = {},
): ClusterSurvey {
  const cluster = { ...NOTHING_LISTED, ...view };
  return surveyOf(
    { pods, owners: [], policies: null, mesh: {}, ...rest, cluster },
    { ...DEFAULT_MESH, ...mesh },
  );
}

export function workloadNamed(name: string, changes: Partial<Workload> = {}): Workload {
  return {
    key: { cluster: 'Kubernetes', namespace: 'shop', name },
    plane: 'sidecar',
    labels: { app: name },
    firstRecord: 0,
    lastRecord: 0,
    rollouts: [],
    inputs: ['als'],
    ...changes,
  };
}

/** An edge that a caller of the account has proved at `cart`. */
export function provedEdge(account: string | null, changes: Partial<Edge> = {}): Edge {
  return {
    caller:
      account === null
        ? { principal: null, anonymousReason: 'plaintext' }
        : { principal: `cluster.local/ns/shop/sa/${account}`, anonymousReason: null },
    port: 8080,
    protocol: 'http',
    method: null,
    path: null,
    evidence: true,
    counts: { ok: 1, failed: 0, denied: 0 },
    firstSeen: 0,
    lastSeen: 0,
    firstEvidence: 0,
    lastEvidence: 0,
    days: 1,
    thin: true,
    reporter: 'destination',
    seqs: [0],
    ...changes,
  };
}

export function serviceOf(name: string, port: Partial<ServicePort>, changes: Partial<Service> = {}): Service {
  return {
    namespace: 'shop',
    name,
    labels: {},
    selector: { app: name },
    headless: false,
    ports: [{ name: null, port: 80, targetPort: 8080, protocol: 'TCP', appProtocol: null, ...port }],
    ...changes,
  };
}

export const LEASTPATH_PROVIDER = {
  name: 'leastpath',
  kind: 'http-als',
  service: 'leastpath.leastpath.svc.cluster.local',
  port: 19_001,
} as const;

export function loggingWith(changes: Partial<MeshLogging> = {}): MeshLogging {
  return {
    accessLogFile: null,
    accessLogFormat: null,
    accessLogEncoding: 'TEXT',
    providers: [LEASTPATH_PROVIDER, { name: 'other', kind: 'file', service: null, port: null }],
    defaultProviders: [],
    ...changes,
  };
}

/** `istio-system/all`, unless it is placed elsewhere. */
export function telemetryOf(
  accessLogging: readonly Partial<AccessLogging>[],
  changes: Partial<Telemetry> = {},
): Telemetry {
  return {
    namespace: 'istio-system',
    name: 'all',
    selector: null,
    targeted: false,
    accessLogging: accessLogging.map((one) => ({
      providers: [],
      disabled: false,
      mode: 'CLIENT_AND_SERVER',
      filtered: false,
      ...one,
    })),
    ...changes,
  };
}
