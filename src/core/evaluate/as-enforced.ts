import type { AuthorizationPolicy } from '../model/policy.ts';
import { DRY_RUN, isDryRun } from './dry-run.ts';

/** The policies as if none were a trial: what would happen once they are enforced (R10). */
export function asEnforced(policies: readonly AuthorizationPolicy[]): AuthorizationPolicy[] {
  return policies.map((policy) => {
    if (!isDryRun(policy)) return policy;
    const { [DRY_RUN]: _, ...annotations } = policy.metadata.annotations ?? {};
    return { ...policy, metadata: { ...policy.metadata, annotations } };
  });
}
