import type { AuthorizationPolicy } from '../model/policy.ts';

export const DRY_RUN = 'istio.io/dry-run';
const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

/**
 * R10: any of Go's words for true; what is no boolean at all counts as enforced. R11: CUSTOM is asked all the
 * same.
 */
export function isDryRun({ metadata, spec }: AuthorizationPolicy): boolean {
  return spec.action !== 'CUSTOM' && TRUE.has(metadata.annotations?.[DRY_RUN] ?? '');
}
