import { ANONYMOUS_REASONS } from '../core/model/caller.ts';
import { DETAILS } from '../core/model/flow.ts';
import { STATES } from '../core/model/readiness.ts';
import { DROP_REASONS, KEPT_REASONS, RECORD_SOURCES } from '../core/model/reason.ts';

export interface MetricEntry {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
  readonly buckets?: readonly number[];
}

const of = (values: readonly string[]) => values.map((value) => `\`${value}\``).join(', ');

/** Every metric of our own: instruments and docs/metrics.md are both made from this list. */
export const METRICS = {
  leastpath_records_received_total: {
    type: 'counter',
    labels: ['source'],
    help: 'Records received: always the sum of evidence, kept and dropped',
  },
  leastpath_records_evidence_total: {
    type: 'counter',
    labels: ['source'],
    help: 'Records that prove a legitimate need',
  },
  leastpath_records_kept_total: {
    type: 'counter',
    labels: ['source', 'reason'],
    help: 'Records kept and shown, but no evidence',
  },
  leastpath_records_dropped_total: {
    type: 'counter',
    labels: ['source', 'reason'],
    help: 'Records dropped',
  },
  leastpath_records_clamped_total: {
    type: 'counter',
    labels: [],
    help: 'Pushed records dated more than five minutes ahead, counted as of then; since the start',
  },
  leastpath_als_streams: { type: 'gauge', labels: [], help: 'Access-log streams open now' },
  leastpath_als_streams_broken_total: {
    type: 'counter',
    labels: [],
    help: 'Access-log streams that ended by reset or error',
  },
  leastpath_als_streams_refused_total: {
    type: 'counter',
    labels: [],
    help: 'Access-log streams refused because limits.streams were open',
  },
  leastpath_ingest_queue_records: {
    type: 'gauge',
    labels: [],
    help: 'Records counted but not yet stored',
  },
  leastpath_ingest_requests_refused_total: {
    type: 'counter',
    labels: ['code'],
    help: 'Pushed bodies refused, by the code of the problem',
  },
  leastpath_log_agent_lines_total: {
    type: 'counter',
    labels: [],
    help: "Lines of the proxies' agents among access logs: no records",
  },
  leastpath_flush_duration_seconds: {
    type: 'histogram',
    labels: [],
    help: 'Time to store what was counted',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  leastpath_flush_failures_total: { type: 'counter', labels: [], help: 'Flushes that stored nothing' },
  leastpath_last_flush_timestamp_seconds: {
    type: 'gauge',
    labels: [],
    help: 'When the last flush was stored',
  },
  leastpath_http_failures_total: {
    type: 'counter',
    labels: [],
    help: 'Requests answered 500: faults of this program',
  },
  leastpath_workloads: { type: 'gauge', labels: ['detail', 'state'], help: 'Workloads in each state' },
  leastpath_workload_state: {
    type: 'gauge',
    labels: ['namespace', 'workload', 'detail'],
    help: STATES.map((state, value) => `${value} ${state}`).join(', '),
  },
  leastpath_policy_coverage_ratio: {
    type: 'gauge',
    labels: ['namespace', 'workload', 'detail'],
    help: "Share of the last 24 h's evidence requests that the recommended policy allows while stable",
  },
  leastpath_mesh_policy_coverage_ratio: {
    type: 'gauge',
    labels: ['detail'],
    help: 'The same over the mesh, weighted by requests',
  },
  leastpath_telemetry_coverage_ratio: {
    type: 'gauge',
    labels: ['namespace', 'workload'],
    help: 'Covered hours / hours of the last 7 days',
  },
  leastpath_unseen_risk_ratio: {
    type: 'gauge',
    labels: ['namespace', 'workload', 'detail'],
    help: 'Probability that something existing but never seen would be denied within the horizon',
  },
  leastpath_good_for_seconds: {
    type: 'gauge',
    labels: ['namespace', 'workload', 'detail'],
    help: 'How long the list is good for at the accepted risk',
  },
  leastpath_edges: {
    type: 'gauge',
    labels: ['namespace', 'workload', 'detail'],
    help: 'Edges with evidence',
  },
  leastpath_anonymous_requests_total: {
    type: 'counter',
    labels: ['namespace', 'workload', 'reason'],
    help: 'Evidence requests of callers without a verified principal',
  },
  leastpath_denied_requests_total: {
    type: 'counter',
    labels: ['namespace', 'workload', 'enforced'],
    help: 'Denied requests seen in telemetry; `false`: let through, but policies on trial (dry-run) deny them',
  },
  leastpath_denial_disagreements: {
    type: 'gauge',
    labels: ['namespace', 'workload'],
    help: "Denied operations of the workload's last 7 days of which the deployed policies say otherwise than the proxy",
  },
  leastpath_kubernetes_watch_up: {
    type: 'gauge',
    labels: ['resource'],
    help: 'Whether all objects of the resource are known and followed. No series for a resource the cluster lacks',
  },
  leastpath_directory_age_seconds: {
    type: 'gauge',
    labels: ['resource'],
    help: 'Time since the watch of the resource was last heard',
  },
  leastpath_identity_age_seconds: {
    type: 'gauge',
    labels: [],
    help: 'Time since the moment up to which it is certain who had which address. Only where a cluster is watched',
  },
  leastpath_build_info: { type: 'gauge', labels: ['version'], help: 'Always 1' },
} as const satisfies Record<string, MetricEntry>;

export type MetricName = keyof typeof METRICS;

/** What a label may say, for the reference. Labels that are not here are names. */
export const LABEL_VALUES: Readonly<Record<string, string>> = {
  source: of(RECORD_SOURCES),
  detail: of(DETAILS),
  state: of(STATES),
  enforced: of(['true', 'false']),
};

export const REASON_VALUES: Readonly<Partial<Record<MetricName, readonly string[]>>> = {
  leastpath_records_kept_total: KEPT_REASONS,
  leastpath_records_dropped_total: DROP_REASONS,
  leastpath_anonymous_requests_total: ANONYMOUS_REASONS,
};
