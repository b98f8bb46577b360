import { expandedPrincipal, expandedTrustDomain } from '../evaluate/trust-domain.ts';
import type { Attribute } from './attribute.ts';
import type { Reading } from './reading.ts';

/** A value as it is compiled: what it stands for is written out, and equal ones become equal texts. */
export function resolveValue(
  attribute: Attribute,
  value: string,
  policyNamespace: string,
  { point, hostCase }: Reading,
): readonly string[] {
  switch (attribute.kind) {
    case 'principal': // Z4: ztunnel knows no aliases
      return point.plane === 'ztunnel' ? [value] : expandedPrincipal(value, point.mesh);
    case 'trustDomain':
      return expandedTrustDomain(value, point.mesh);
    case 'serviceAccount': // S5
      return [value.includes('/') ? value : `${policyNamespace}/${value}`];
    case 'port': // S11
      return [`${Number(value)}`];
    case 'host':
      return [hostCase ? value : value.toLowerCase()];
    default:
      return [value];
  }
}
