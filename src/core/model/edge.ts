import type { Caller } from './caller.ts';
import type { ReporterSide } from './flow.ts';
import type { Counts } from './operation.ts';

/** Operations of a workload merged at one detail: what a reviewer reads and a forecast counts. */
export interface Edge {
  readonly caller: Caller;
  readonly port: number;
  /** `grpc` once a visible gRPC status or content type proved it. */
  readonly protocol: 'http' | 'grpc' | 'tcp';
  /** null at `callers`, on TCP, and where the source can't name it. */
  readonly method: string | null;
  /** null at `callers` and `methods` and on TCP. */
  readonly path: string | null;
  /** At least one `ok`. */
  readonly evidence: boolean;
  readonly counts: Counts;
  /** ms */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly firstEvidence: number | null;
  readonly lastEvidence: number | null;
  /** Distinct days with evidence. */
  readonly days: number;
  /** Fewer than 2 distinct days or 3 distinct hours of evidence. */
  readonly thin: boolean;
  readonly reporter: ReporterSide;
  /** Positions (`Operation.seq`) of the operations merged here. */
  readonly seqs: readonly number[];
}
