import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { whenAttribute } from './attribute.ts';

/** How the policies of a comparison are read: the same for both sides. */
export interface Reading {
  readonly point: EnforcementPoint;
  readonly chain: 'http' | 'tcp';
  /** Some condition tells hosts apart by case; otherwise all texts of that dimension are in lower case. */
  readonly hostCase: boolean;
  /** Some condition looks at `:path`, which has a query. */
  readonly query: boolean;
}

export function readingOf(
  point: EnforcementPoint,
  chain: 'http' | 'tcp',
  policies: readonly AuthorizationPolicy[],
): Reading {
  const headers = new Set<string>();
  for (const { spec } of policies) {
    for (const { key } of (spec.rules ?? []).flatMap(({ when = [] }) => when)) {
      const attribute = whenAttribute(key);
      if (attribute?.kind === 'header') headers.add(attribute.name);
    }
  }
  return {
    point,
    chain,
    hostCase: headers.has('host') || headers.has(':authority'),
    query: headers.has(':path'),
  };
}
