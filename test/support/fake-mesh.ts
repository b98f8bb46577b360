import { anonymous, known } from '../../src/core/model/caller.ts';
import type { Edge } from '../../src/core/model/edge.ts';
import type { Finding } from '../../src/core/model/finding.ts';
import type { Detail } from '../../src/core/model/flow.ts';
import type { AuthorizationPolicy } from '../../src/core/model/policy.ts';
import type { Principal } from '../../src/core/model/principal.ts';
import { GATES, type Gate, type Readiness, type State } from '../../src/core/model/readiness.ts';
import type { Recommendation } from '../../src/core/model/recommendation.ts';
import { DAY } from '../../src/core/model/scaled-time.ts';
import type { WorkloadId } from '../../src/core/model/workload.ts';
import { reviewTally } from '../../src/core/review/review.ts';
import type {
  ChangesAnswer,
  DeniedAnswer,
  MeshReader,
  RecordCount,
  WorkloadReport,
} from '../../src/ports.ts';

/** A mesh as plain data: what API, page and metrics read, without a pipeline behind it. */
export interface FakeMesh {
  judgedAt: number | null;
  reports: WorkloadReport[];
  edges: Map<WorkloadId, Edge[]>;
  denied: Map<WorkloadId, DeniedAnswer>;
  changes: Map<WorkloadId, ChangesAnswer>;
  withheld: Map<WorkloadId, Recommendation['withheld']>;
  findings: Finding[];
  counters: RecordCount[];
  /** The policies of the last simulation. */
  simulated: readonly AuthorizationPolicy[];
}

export const NOW = Date.parse('2026-03-20T10:00:00Z');

const forAll = <T>(value: T) => ({ callers: value, methods: value, paths: value });

export function gatesFailing(failing: Partial<Record<string, Pick<Gate, 'why' | 'clearsAt'>>> = {}): Gate[] {
  return GATES.map((id) => {
    const gate = failing[id];
    return gate
      ? { id, passed: false, ...gate }
      : { id, passed: true, why: WHY[id] ?? 'fine', clearsAt: null };
  });
}

const WHY: Partial<Record<string, string>> = {
  evidence: '4 edges with evidence',
  fresh: 'last evidence 2 minutes ago',
  coverage: '100 % of the last 7 days',
  age: '21.0 of 14 covered days',
  weekdays: 'each weekday covered twice',
  forecast: '6.1 % chance that something unseen is denied within 7 days; 10 % is accepted',
  backtest: 'a list frozen a week earlier would have denied 0.00 % of requests',
  calendar: 'no unrehearsed event within 7 days',
  anonymous: 'no anonymous evidence',
  labels: 'the selector is known',
  caps: 'nothing was folded',
  'method-unknown': 'every operation has its method',
};

export function readiness(
  state: State,
  gates: Gate[] = gatesFailing(),
  over: Partial<Readiness> = {},
): Readiness {
  return {
    state,
    gates,
    goodForSeconds: state === 'stable' ? 6.02 * 86_400 : 0.4 * 86_400,
    risk: { unseen: 0.061, rollout: 0.0148, any: 0.0749 },
    expectedNew: 0.063,
    backtest: 0,
    ...over,
  };
}

export function report(id: WorkloadId, state: State, over: Partial<WorkloadReport> = {}): WorkloadReport {
  const [cluster = '', namespace = '', name = ''] = id.split('/');
  return {
    id,
    workload: {
      key: { cluster, namespace, name },
      plane: 'sidecar',
      labels: { app: name },
      firstRecord: NOW - 21 * DAY,
      lastRecord: NOW - 120_000,
      rollouts: [{ owner: name, revision: '7d9f', firstSeen: NOW - 3 * DAY }],
      inputs: ['als'],
    },
    readiness: forAll(readiness(state)),
    next: forAll(
      state === 'stable' ? 'Good for 6.0 days.' : 'Needs 7.5 more covered days, on 28 March at the earliest.',
    ),
    coveredDays: 21,
    coverageShare: 1,
    requests: { ok: 120_400, failed: 31, denied: 0 },
    callers: { total: 2, anonymous: 0 },
    edges: { callers: 2, methods: 3, paths: 4 },
    withheld: forAll(state === 'no-data' ? ('no-evidence' as const) : null),
    policyCoverage: forAll(state === 'stable' ? 1 : 0),
    lastDayRequests: 5700,
    anonymousRequests: {},
    denied: { dryRun: 0, disagreements: 0 },
    findings: [],
    ...over,
  };
}

export function edge(principal: string | null, over: Partial<Edge> = {}): Edge {
  return {
    caller: principal === null ? anonymous('plaintext') : known(principal as Principal),
    port: 8080,
    protocol: 'http',
    method: null,
    path: null,
    evidence: true,
    counts: { ok: 1200, failed: 3, denied: 0 },
    firstSeen: NOW - 20 * DAY,
    lastSeen: NOW - 60_000,
    firstEvidence: NOW - 20 * DAY,
    lastEvidence: NOW - 60_000,
    days: 20,
    thin: false,
    reporter: 'destination',
    seqs: [0],
    ...over,
  };
}

export function fakeMesh(over: Partial<FakeMesh> = {}): FakeMesh {
  return {
    judgedAt: NOW,
    reports: [],
    edges: new Map(),
    denied: new Map(),
    changes: new Map(),
    withheld: new Map(),
    findings: [],
    counters: [],
    simulated: [],
    ...over,
  };
}

/** Reads the data as it is at the moment of asking, so that a test may change it. */
export function readerOf(mesh: FakeMesh): MeshReader {
  const find = (id: WorkloadId) => mesh.reports.find((candidate) => candidate.id === id);
  return {
    judgedAt: () => mesh.judgedAt,
    reports: () => mesh.reports,
    report: find,
    edges: async (id) => (find(id) ? (mesh.edges.get(id) ?? []) : null),
    denied: async (id) => (find(id) ? (mesh.denied.get(id) ?? NOTHING_DENIED) : null),
    recommendation: async (id, detail) => (find(id) ? recommendation(mesh, id, detail) : null),
    changes: async (id) => (find(id) ? (mesh.changes.get(id) ?? NOTHING_LISTED) : null),
    policyYaml: async (id, _detail, draft) =>
      find(id) && !mesh.withheld.get(id) ? policyYaml(id, draft) : null,
    async simulate(policies) {
      mesh.simulated = policies;
      return { review: reviewTally(policies).review(), sourceRows: 0 };
    },
    findings: () => mesh.findings,
    counters: () => mesh.counters,
    pendingRecords: () => 12,
  };
}

const NOTHING_LISTED: ChangesAnswer = { changes: null, why: 'No policy is listed.' };

const NOTHING_DENIED: DeniedAnswer = {
  judged: [],
  pastBound: { enforced: 0, dryRun: 0 },
  policiesKnown: false,
};

function policyYaml(id: WorkloadId, draft: boolean): string {
  const [, namespace = '', name = ''] = id.split('/');
  return [
    `# leastpath: ${id} at callers${draft ? ', DRAFT: not stable yet' : ''}`,
    'apiVersion: security.istio.io/v1',
    'kind: AuthorizationPolicy',
    'metadata:',
    `  name: leastpath-${name}${draft ? '-draft' : ''}`,
    `  namespace: ${namespace}`,
    ...(draft ? ['  annotations:', '    istio.io/dry-run: "true"'] : []),
    'spec:',
    '  selector:',
    '    matchLabels:',
    `      app: ${name}`,
    '  action: ALLOW',
    '  rules:',
    '    - from: # first seen 2026-02-28; on 14–29 days',
    '        - source:',
    '            principals: [cluster.local/ns/shop/sa/web]',
    '      to:',
    '        - operation:',
    '            ports: ["8080"]',
    '',
  ].join('\n');
}

function recommendation(mesh: FakeMesh, id: WorkloadId, detail: Detail): Recommendation {
  const [, namespace = '', name = ''] = id.split('/');
  const withheld = mesh.withheld.get(id) ?? null;
  return {
    workload: id,
    detail,
    policy: withheld
      ? null
      : {
          apiVersion: 'security.istio.io/v1',
          kind: 'AuthorizationPolicy',
          metadata: { name: `leastpath-${name}`, namespace },
          spec: {
            selector: { matchLabels: { app: name } },
            action: 'ALLOW',
            rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }] }],
          },
        },
    evidence: withheld ? [] : [{ rule: 0, edges: mesh.edges.get(id) ?? [] }],
    withheld,
    findings: [],
  };
}
