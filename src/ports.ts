import type { Explanation } from './core/explain/explanation.ts';
import type { Gap, Listening } from './core/model/coverage.ts';
import type { Denial } from './core/model/denial.ts';
import type { Edge } from './core/model/edge.ts';
import type { Finding } from './core/model/finding.ts';
import type { Detail, RecordOutcome } from './core/model/flow.ts';
import type { KnownAddresses } from './core/model/known-addresses.ts';
import type { Namer } from './core/model/namer.ts';
import type { Counts, DayCounts, Operation } from './core/model/operation.ts';
import type { AuthorizationPolicy } from './core/model/policy.ts';
import type { Readiness, State } from './core/model/readiness.ts';
import type { Disposition, DropReason, RecordSource } from './core/model/reason.ts';
import type { Recommendation, WithheldReason } from './core/model/recommendation.ts';
import type { Reporter, TrafficRecord } from './core/model/record.ts';
import type { Workload, WorkloadId, WorkloadKey } from './core/model/workload.ts';
import type { PolicyChanges } from './core/review/changes.ts';
import type { JudgedDenial } from './core/review/judge-denials.ts';
import type { Review } from './core/review/review.ts';

export interface Clock {
  /** ms since 1970. */
  now(): number;
}

/** One distinct tuple of an input and what it stands for. Opaque to ingest. */
export interface TallyRow {
  readonly tuple: string;
}

/**
 * Where ingest counts. A tuple seen before is `find` and `add`; only a new one becomes a record and goes through
 * identification in `insert`.
 */
export interface Tally {
  find(tuple: string): TallyRow | undefined;
  /** null = the bound on unflushed tuples is reached: the caller counts `queue-overflow`. */
  insert(tuple: string, record: TrafficRecord): TallyRow | null;
  /** `time`: ms, when the record counts. */
  add(row: TallyRow, outcome: RecordOutcome, time: number): void;
  /**
   * A record that can't be named yet: it is counted as soon as `name` says what it is. `key`: alike for records that
   * would be named alike, had they begun at the same moment. `startTime`, `time`: ms.
   */
  wait(key: string, name: Namer, startTime: number, outcome: RecordOutcome, time: number): void;
  drop(reason: DropReason, count?: number): void;
}

/** How streams tell the pipeline when telemetry was really arriving. */
export interface StreamWatch {
  /** A reporter's stream stands. `node` is its node id: it closes the gap that the same node left open. */
  opened(node: string, reporter: Reporter): void;
  /** Ended in order: no telemetry is missing. */
  closed(node: string): void;
  /** Ended by reset or error, last message at `lastMessage` (ms). */
  broke(node: string, lastMessage: number): void;
}

export interface RecordCount {
  readonly source: RecordSource;
  readonly disposition: Disposition;
  readonly count: number;
}

/** Evidence of one workload in one (scaled) hour: what the last 24 hours' figures are made of. */
export interface HourCount {
  readonly workload: WorkloadId;
  /** floor(time / (timeUnit / 24)). */
  readonly hour: number;
  readonly evidence: number;
  /** Of these from anonymous callers. */
  readonly anonymous: number;
}

export interface DayRow extends DayCounts {
  readonly workload: WorkloadId;
  readonly seq: number;
}

/** What was refused of one operation, named alike. */
export interface DenialRow {
  readonly workload: WorkloadId;
  /** The operation it counts on; null = past the workload's bound, where only `denial.dryRun` says something. */
  readonly seq: number | null;
  readonly denial: Denial;
  /** A refused path where the operation's is a template; null = the operation's own, or not to be stored. */
  readonly sample: string | null;
  readonly count: number;
  /** ms */
  readonly firstSeen: number;
  readonly lastSeen: number;
}

export interface StoredState {
  readonly workload: WorkloadId;
  readonly detail: Detail;
  readonly state: State;
  /** ms */
  readonly since: number;
}

/** One transaction: all of it is stored, or nothing. */
export interface Commit {
  /** A batch stored before is not stored again. */
  readonly batch: string;
  /** ms, kept with the batch id so that old ids can be forgotten. */
  readonly time: number;
  /** Added. */
  readonly counters: readonly RecordCount[];
  /** Whole rows, replacing what is there. */
  readonly workloads: readonly Workload[];
  readonly operations: readonly { readonly workload: WorkloadId; readonly operation: Operation }[];
  /** Added to what is there (sums; hours or-ed). */
  readonly dayRows: readonly DayRow[];
  readonly hourCounts: readonly HourCount[];
  /** Added to what is there (counts; first and last seen widened); the latest sample stays. */
  readonly denials: readonly DenialRow[];
  /** A span of the same input that begins at the same moment is extended. */
  readonly listening: readonly Listening[];
  readonly gaps: readonly Gap[];
}

/** Reads see committed data only. */
export interface Store extends AsyncDisposable {
  commit(commit: Commit): Promise<'stored' | 'duplicate'>;
  workloads(): Promise<Workload[]>;
  workload(id: WorkloadId): Promise<Workload | null>;
  /** In `seq` order, unfolded. */
  operations(id: WorkloadId): Promise<Operation[]>;
  /** Days of `today` excepted; from `fromDay` on, by day and seq. */
  dayRows(id: WorkloadId, fromDay: number): Promise<DayRow[]>;
  /** From `fromHour` on. */
  hourCounts(id: WorkloadId, fromHour: number): Promise<HourCount[]>;
  /** By seq, what is past the bound first. */
  denials(id: WorkloadId): Promise<DenialRow[]>;
  listening(): Promise<Listening[]>;
  gaps(id: WorkloadId): Promise<Gap[]>;
  counters(): Promise<RecordCount[]>;
  states(): Promise<StoredState[]>;
  saveStates(states: readonly StoredState[]): Promise<void>;
  addresses(): Promise<KnownAddresses>;
  /** Replaces what is there of the same pods; forgets pods that ended, or were last heard, before `before` (ms). */
  saveAddresses(changed: KnownAddresses, before: number): Promise<void>;
  /**
   * Forgets day rows before `day`, hour counts before `hour`, batch ids before `time`, and listening spans, gaps and
   * denials that ended before `moment` (ms).
   */
  prune(before: {
    readonly day: number;
    readonly hour: number;
    readonly time: number;
    readonly moment: number;
  }): Promise<void>;
}

/** What recorded traffic is read from. */
export type StoredTraffic = Pick<Store, 'workloads' | 'operations'>;

/** What policies would do to stored traffic. */
export interface Simulation {
  readonly review: Review;
  /** Calls that only callers' own proxies told: no evidence, not judged. */
  readonly sourceRows: number;
}

/** All that was judged of one workload at the last tick. */
export interface WorkloadReport {
  readonly id: WorkloadId;
  readonly workload: Workload;
  readonly readiness: Readonly<Record<Detail, Readiness>>;
  /** One sentence per detail: what is missing and from when it can be there. */
  readonly next: Readonly<Record<Detail, string>>;
  /** Covered days so far (scaled), and the covered share of the last 7 days or of its age. */
  readonly coveredDays: number;
  readonly coverageShare: number;
  readonly requests: Counts;
  /** Distinct callers with evidence, and how many of them are anonymous. */
  readonly callers: { readonly total: number; readonly anonymous: number };
  readonly edges: Readonly<Record<Detail, number>>;
  /** Why there would be no policy, however stable; null = there is one, at least as a draft. */
  readonly withheld: Readonly<Record<Detail, WithheldReason | null>>;
  /** Share of the last 24 h's evidence that the recommended policy allows while the detail is stable. */
  readonly policyCoverage: Readonly<Record<Detail, number>>;
  /** Evidence requests of the last 24 (scaled) hours. */
  readonly lastDayRequests: number;
  /** Evidence requests by anonymous reason, since ever. */
  readonly anonymousRequests: Readonly<Record<string, number>>;
  readonly denied: {
    /** Requests that policies on trial would deny. */
    readonly dryRun: number;
    /** Denied operations of the last 7 (scaled) days of which the evaluator says otherwise than the proxy. */
    readonly disagreements: number;
  };
  readonly findings: readonly Finding[];
}

/** What was denied at one workload, with the evaluator's answers. */
export interface DeniedAnswer {
  /** In no order. */
  readonly judged: readonly JudgedDenial<Explanation>[];
  /** Denied calls beyond those that are kept apart. */
  readonly pastBound: { readonly enforced: number; readonly dryRun: number };
  /** False: nothing tells which policies are deployed, so the evaluator has no answer. */
  readonly policiesKnown: boolean;
}

/** The recommendation against what is deployed. */
export type ChangesAnswer =
  | {
      readonly changes: PolicyChanges;
      readonly workload: WorkloadKey;
      readonly why: null;
    }
  /** There is nothing to compare, and why. */
  | { readonly changes: null; readonly why: string };

/** What API, page, metrics and CLI read. */
export interface MeshReader {
  /** ms of the last judgement; null = none yet. */
  judgedAt(): number | null;
  /** In id order. */
  reports(): readonly WorkloadReport[];
  report(id: WorkloadId): WorkloadReport | undefined;
  /** null = no such workload. */
  edges(id: WorkloadId, detail: Detail): Promise<readonly Edge[] | null>;
  /** null = no such workload. */
  denied(id: WorkloadId): Promise<DeniedAnswer | null>;
  recommendation(id: WorkloadId, detail: Detail): Promise<Recommendation | null>;
  /** What applying the recommendation would change in effect; null = no such workload. */
  changes(id: WorkloadId, detail: Detail): Promise<ChangesAnswer | null>;
  /** Stable bytes of the policy, or of its draft; null when withheld or unknown. */
  policyYaml(id: WorkloadId, detail: Detail, draft: boolean): Promise<string | null>;
  /** What these policies would do to the stored traffic, each judged as it is given. */
  simulate(policies: readonly AuthorizationPolicy[]): Promise<Simulation>;
  /** Of workloads and of the mesh, the most severe first. */
  findings(): readonly Finding[];
  /** Stored and pending together: received is the sum of all. */
  counters(): readonly RecordCount[];
  /** Records counted but not yet stored. */
  pendingRecords(): number;
}

export interface IngestAnswer {
  readonly received: number;
  readonly evidence: number;
  readonly kept: number;
  readonly dropped: Readonly<Record<string, number>>;
}

/** Records that are stored together, once: a repeat of the batch is counted as `duplicate-batch`. */
export interface Batch {
  readonly tally: Tally;
  /** Throws AppError `unavailable` when it can't be stored now; then nothing of it was. */
  commit(): Promise<IngestAnswer>;
}

export interface Batches {
  /** `id`: null = of no name, never a repeat. */
  open(source: RecordSource, id: string | null): Batch;
}

/** Lines pushed over HTTP: answered once they are stored. */
export interface LogIntake {
  /** `batch`: the Idempotency-Key, or null. Throws AppError `invalid` for a format it doesn't know. */
  ingest(body: AsyncIterable<Uint8Array>, format: string, batch: string | null): Promise<IngestAnswer>;
}
