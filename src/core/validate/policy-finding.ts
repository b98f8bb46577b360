import type { EnforcementPoint, PolicyMesh } from '../model/enforcement-point.ts';
import type { Severity } from '../model/finding.ts';

/** What a policy that Istio takes does otherwise than it seems to. */
export interface PolicyFinding {
  /** Stable, kebab-case. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly whatToDo: string;
  /** `spec.rules[0].to[0].operation.paths[1]`; the first place, if there are several. */
  readonly path: string;
}

/** What is known besides the policy; what isn't makes a finding speak in conditions. */
export interface LintContext {
  readonly mesh?: Partial<PolicyMesh>;
  /** Where the policy is enforced. */
  readonly plane?: EnforcementPoint['plane'];
  /** The oldest control plane that reads it: `[1, 24]`. */
  readonly oldestIstio?: readonly [number, number];
}
