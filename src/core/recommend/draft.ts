import type { AllowPolicy } from '../model/policy.ts';
import { draftName } from './name.ts';

/**
 * The policy as a draft: under a name of its own and dry-run, so that applying it by mistake denies nothing
 * (R2) and replaces nothing. It holds the full list, since Istio judges dry-run policies by themselves (R3).
 */
export function draftOf(policy: AllowPolicy): AllowPolicy {
  const { metadata } = policy;
  return {
    ...policy,
    metadata: {
      ...metadata,
      name: draftName(metadata.name),
      annotations: { ...metadata.annotations, 'istio.io/dry-run': 'true' },
    },
  };
}
