export type Severity = 'info' | 'warning' | 'critical';

/** One judgement about a workload or the mesh. */
export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  /** `cluster/namespace/name`; null = the mesh. */
  readonly workload: string | null;
  readonly title: string;
  readonly why: string;
  readonly whatToDo: string;
  /** The rows it rests on, as text. */
  readonly rows: readonly string[];
}
