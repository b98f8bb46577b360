import type { Generated } from 'kysely';

/** Rows as SQLite keeps them; the schema itself is in migrations. Times are ms, flags 0 or 1. */
export interface Tables {
  readonly workloads: WorkloadTable;
  readonly callers: { readonly id: Generated<number>; readonly caller: string };
  readonly paths: { readonly id: Generated<number>; readonly hash: bigint; readonly path: string };
  readonly operations: OperationTable;
  readonly operation_literals: WorkloadRow & { readonly seq: number; readonly literals: string };
  readonly operation_days: OperationDayTable;
  readonly hour_counts: WorkloadRow & {
    readonly hour: number;
    readonly evidence: number;
    readonly anonymous: number;
  };
  readonly denials: DenialTable;
  readonly rollouts: RolloutTable;
  readonly listening: SpanRow & { readonly input: string };
  readonly gaps: WorkloadRow & SpanRow;
  readonly counters: CounterTable;
  readonly batches: { readonly batch: string; readonly time: number };
  readonly states: WorkloadRow & { readonly detail: string; readonly state: string; readonly since: number };
  readonly pods: PodTable;
  readonly reporters: { readonly pod: string; readonly heard_at: number };
  readonly certainty: { readonly id: number; readonly until: number };
}

interface WorkloadRow {
  readonly workload_id: number;
}

interface SpanRow {
  readonly starts: number;
  readonly ends: number;
}

/** All but the key is null while the workload is only named. labels and inputs are JSON. */
export interface WorkloadTable {
  readonly id: Generated<number>;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly plane: string | null;
  readonly labels: string | null;
  readonly first_record: number | null;
  readonly last_record: number | null;
  readonly inputs: string | null;
}

/**
 * `day…` are the counters of the newest day; `marks` has a bit for each mark. The digests tell whether key
 * and literals are as before.
 */
export interface OperationTable {
  readonly workload_id: number;
  readonly seq: number;
  readonly source: number;
  readonly caller_id: number;
  readonly port: number;
  readonly tcp: number;
  readonly method: string | null;
  readonly path_id: number | null;
  readonly ok: number;
  readonly failed: number;
  readonly denied: number;
  readonly first_seen: number;
  readonly last_seen: number;
  readonly first_evidence: number | null;
  readonly last_evidence: number | null;
  readonly day: number;
  readonly day_ok: number;
  readonly day_failed: number;
  readonly day_denied: number;
  readonly day_hours: number;
  readonly days: number;
  readonly hours: number;
  readonly day_bits_0: number;
  readonly day_bits_1: number;
  readonly day_bits_2: number;
  readonly week_bits_0: number;
  readonly week_bits_1: number;
  readonly week_bits_2: number;
  readonly week_bits_3: number;
  readonly week_bits_4: number;
  readonly week_bits_5: number;
  readonly week_bits_6: number;
  readonly grpc: number;
  readonly marks: number;
  readonly key_digest: number;
  readonly literals_digest: number;
}

export interface OperationDayTable extends WorkloadRow {
  readonly day: number;
  readonly seq: number;
  readonly ok: number;
  readonly failed: number;
  readonly denied: number;
  readonly hours: number;
}

/** Nothing named is '' or -1. */
export interface DenialTable extends WorkloadRow {
  readonly seq: number;
  readonly dry_run: number;
  readonly policy: string;
  readonly rule: number;
  readonly filter: string;
  readonly admitted_by: string;
  readonly sample: string | null;
  readonly count: number;
  readonly first_seen: number;
  readonly last_seen: number;
}

interface RolloutTable extends WorkloadRow {
  readonly position: number;
  readonly owner: string;
  readonly revision: string;
  readonly first_seen: number;
}

/** `reason` is '' for evidence. */
export interface CounterTable {
  readonly source: string;
  readonly kind: string;
  readonly reason: string;
  readonly count: number;
}

/** `pod` is JSON. */
export interface PodTable {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly instance: string;
  readonly heard: number;
  readonly starts: number | null;
  readonly ends: number | null;
  readonly pod: string;
}
