import type { Caller } from './caller.ts';
import type { Labels, Plane, WorkloadKey } from './workload.ts';

export type Detail = 'callers' | 'methods' | 'paths';
export const DETAILS = ['callers', 'methods', 'paths'] as const satisfies readonly Detail[];

export type ReporterSide = 'destination' | 'source';

/**
 * `path-uncertain`, `path-cut`: the path can't be trusted, so the record is evidence for `callers` and `methods` and
 * holds `paths`. `path-claimed`: the field may be the caller's own words (a finding).
 */
export type PathMark = 'path-uncertain' | 'path-cut' | 'path-claimed';

/** What a record is about, understood: everything but when it happened and how it ended. */
export interface Flow {
  readonly reporter: ReporterSide;
  readonly workload: WorkloadKey;
  readonly plane: Plane;
  /** The reporter's labels; null = not said. */
  readonly labels: Labels | null;
  /** The callee's revision, where its pod's name tells. */
  readonly rollout: { readonly owner: string; readonly revision: string } | null;
  readonly caller: Caller;
  /** Where the enforcing proxy listens for the workload (target port). */
  readonly port: number;
  readonly protocol: 'http' | 'tcp';
  readonly grpc: boolean;
  /** null = TCP, or a method the source can't name. */
  readonly method: string | null;
  /** Without query and fragment; null = TCP. */
  readonly path: string | null;
  readonly pathMark: PathMark | null;
}

/** How one exchange ended: counted under one of these on its operation. */
export type Outcome = 'ok' | 'failed' | 'denied';

/** What the outcome makes of a record: a count on its operation, or no edge at all. */
export type RecordOutcome = Outcome | 'protocol-error' | 'listener-refused' | 'handshake-failed';
