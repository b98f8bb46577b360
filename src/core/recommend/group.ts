import { type Grant, type Group, permissionKey } from './permission.ts';

/**
 * Principals with equal permissions share a rule (L4); unequal ones never do, since each would get the
 * other's.
 */
export function groupGrants(grants: readonly Grant[]): Group[] {
  const groups = Map.groupBy(grants, ({ kind, permissions }) =>
    [kind, ...permissions.map(permissionKey)].join('\n'),
  );
  return [...groups.values()].map((equal) => ({
    kind: equal[0]!.kind,
    principals: equal.map(({ principal }) => principal).toSorted(),
    permissions: equal[0]!.permissions,
  }));
}
