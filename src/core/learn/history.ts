import type { Edge } from '../model/edge.ts';
import type { Detail } from '../model/flow.ts';
import type { Interval } from '../model/interval.ts';
import type { Principal } from '../model/principal.ts';
import type { Rollout } from '../model/workload.ts';

/** Evidence requests of one operation on one (scaled) day. */
export interface DailyEvidence {
  /** `Operation.seq` */
  readonly seq: number;
  readonly day: number;
  readonly ok: number;
}

/** What is known of the workloads that run under a caller's principal. */
export interface CallerHistory {
  readonly rollouts: readonly Rollout[];
  /** ms, as the cluster says; null = not known. A principal that is merely new to us has none. */
  readonly created: number | null;
}

/** What is known of the workload's pods that are asked to report. */
export interface ReporterStanding {
  readonly asked: number;
  readonly heard: number;
  /** Running for an hour of learning, and never heard. */
  readonly silent: number;
  /** ms from which the first that was never heard was there, also of those that have ended; null = none. */
  readonly silentSince: number | null;
}

/** All that one workload is judged by. */
export interface WorkloadHistory {
  /** ms */
  readonly now: number;
  readonly firstRecord: number;
  /** `coveredTime` */
  readonly covered: readonly Interval[];
  /** `coverageShare` */
  readonly coverageShare: number;
  /** Edges that have no evidence, or only a source reporter, may be among them; they are left out. */
  readonly edges: Readonly<Record<Detail, readonly Edge[]>>;
  /** From `backtestFrom` on, in any order; rows of the same operation and day add up. */
  readonly daily: readonly DailyEvidence[];
  readonly rollouts: readonly Rollout[];
  readonly callers: ReadonlyMap<Principal, CallerHistory>;
  /** Left out or null: it isn't known who is asked to report. */
  readonly reporters?: ReporterStanding | null;
  /** The labels that a policy selects by are known. */
  readonly selectorKnown: boolean;
  /** A cap folded something that counts at this detail. */
  readonly capped: Readonly<Record<Detail, boolean>>;
  /** Evidence operations that no rule of this detail can express. */
  readonly unwritable: Readonly<Record<Detail, number>>;
}

/** An edge that counts: it succeeded, and the proxy that enforces said so. */
export interface EvidenceEdge extends Edge {
  readonly firstEvidence: number;
  readonly lastEvidence: number;
}

export function evidenceEdges(history: WorkloadHistory, detail: Detail): EvidenceEdge[] {
  return history.edges[detail].filter(isEvidence);
}

function isEvidence(edge: Edge): edge is EvidenceEdge {
  return (
    edge.evidence &&
    edge.reporter === 'destination' &&
    edge.firstEvidence !== null &&
    edge.lastEvidence !== null
  );
}
