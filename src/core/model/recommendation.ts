import type { Edge } from './edge.ts';
import type { Finding } from './finding.ts';
import type { Detail } from './flow.ts';
import type { AllowPolicy } from './policy.ts';
import type { WorkloadId } from './workload.ts';

/** Why there is no policy. The list is closed. */
export type WithheldReason =
  | 'left-out'
  | 'no-evidence'
  | 'no-verified-caller'
  | 'selector-unknown'
  | 'name-taken'
  | 'source-only'
  | 'path-uncertain'
  | 'method-unknown'
  | 'inexpressible'
  | 'too-large'
  | 'unproved';

export interface Withheld {
  readonly reason: WithheldReason;
  readonly why: string;
  /** The flow that can't be written or isn't admitted, in words. */
  readonly flow: string | null;
}

/** The evidence edges that one rule of the policy rests on. */
export interface RuleEvidence {
  /** Index in `policy.spec.rules`. */
  readonly rule: number;
  readonly edges: readonly Edge[];
}

/** One policy for one workload, with the evidence behind each rule; or the reason why there is none. */
export interface Recommendation {
  readonly workload: WorkloadId;
  readonly detail: Detail;
  /** As it would be enforced; a draft differs in name and annotation only. */
  readonly policy: AllowPolicy | null;
  readonly evidence: readonly RuleEvidence[];
  readonly withheld: Withheld | null;
  readonly findings: readonly Finding[];
}
