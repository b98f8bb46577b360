import type { AuthorizationPolicy } from '../model/policy.ts';
import type { WorkloadKey } from '../model/workload.ts';
import { OWN_LABEL } from '../survey/own-label.ts';
import { draftName, policyName, workloadLabel } from './name.ts';

/** A proposal for this workload, of any detail, also as a draft. */
export function isOwn({ metadata }: AuthorizationPolicy, { namespace, name }: WorkloadKey): boolean {
  return metadata.namespace === namespace && metadata.labels?.[OWN_LABEL] === workloadLabel(name);
}

/** What applying the proposal would replace. */
export function isReplaced({ metadata }: AuthorizationPolicy, { namespace, name }: WorkloadKey): boolean {
  return metadata.namespace === namespace && metadata.name === policyName(name);
}

/**
 * The policy that has the proposal's name, or its draft's, and isn't leastpath's: applying would replace what
 * somebody else wrote.
 */
export function nameTaken(
  policies: readonly AuthorizationPolicy[],
  workload: WorkloadKey,
): AuthorizationPolicy | null {
  const ours = policyName(workload.name);
  const names = [ours, draftName(ours)];
  const taken = policies.find(
    (one) =>
      one.metadata.namespace === workload.namespace &&
      names.includes(one.metadata.name) &&
      !isOwn(one, workload),
  );
  return taken ?? null;
}
