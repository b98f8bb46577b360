import type { OperationKey } from './operation.ts';

/**
 * What a proxy named as the reason of a refusal. Without a policy and a filter: of the ALLOW policies none
 * matched.
 */
export interface Named {
  /** `namespace/name` */
  readonly policy: string | null;
  /** Index in its rules; null without a policy, and where the proxy names none. */
  readonly rule: number | null;
  /** What refused outside of the policy language, in the proxy's words: JWT, ext_authz; null = RBAC. */
  readonly filter: string | null;
}

/** One refusal, or of policies on trial what would have been one. */
export interface Denial extends Named {
  /** Nothing was refused: the policies that would have done so carry the dry-run annotation. */
  readonly dryRun: boolean;
  /**
   * Dry-run only, `namespace/name`: the enforced policy that let the call in where no dry-run ALLOW did. Once
   * both are enforced it goes on letting it in, unless it is an AUDIT policy, whose id stands there too.
   */
  readonly admittedBy: string | null;
}

/** Equal calls that were refused alike. Kept and shown; never evidence, whatever its count. */
export interface DeniedCall extends Omit<OperationKey, 'reporter'> {
  readonly denial: Denial;
  readonly grpc: boolean;
  /** A path that was refused where `path` is a template; null = the path itself, or not to be stored. */
  readonly sample: string | null;
  readonly count: number;
  /** ms */
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** One string per denial. */
export function denialKey({ dryRun, policy, rule, filter, admittedBy }: Denial): string {
  return JSON.stringify([dryRun ? 1 : 0, policy, rule, filter, admittedBy]);
}
