import { expandedPrincipal } from '../evaluate/trust-domain.ts';
import { matchesValue } from '../evaluate/value-pattern.ts';
import type { PolicyMesh } from '../model/enforcement-point.ts';

/**
 * Does one of these values of `principals` stand for a caller? With aliases one stands for several (D1, D6).
 */
export function standsFor(values: readonly string[], mesh: PolicyMesh): (principal: string) => boolean {
  const expanded = values.flatMap((value) => expandedPrincipal(value, mesh));
  const exact = new Set(expanded.filter((value) => !isPattern(value)));
  const patterns = expanded.filter(isPattern);
  return (principal) => exact.has(principal) || patterns.some((value) => matchesValue(value, principal));
}

function isPattern(value: string): boolean {
  return value.startsWith('*') || value.endsWith('*');
}
