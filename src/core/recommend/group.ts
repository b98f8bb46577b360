import { type Grant, type Group, type Permission, permissionKey } from './permission.ts';

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

/**
 * The same grants the other way round: permissions that the same principals have share a rule, and a
 * principal stands in several. Smaller where many callers have most in common and each has something of its
 * own.
 */
export function splitGrants(grants: readonly Grant[]): Group[] {
  const holders = new Map<string, { kind: Grant['kind']; permission: Permission; principals: string[] }>();
  for (const { kind, principal, permissions } of grants) {
    for (const permission of permissions) {
      const key = `${kind}\n${permissionKey(permission)}`;
      const held = holders.get(key) ?? { kind, permission, principals: [] };
      held.principals.push(principal);
      holders.set(key, held);
    }
  }
  const rules = Map.groupBy(holders.values(), ({ kind, principals }) =>
    [kind, ...principals.toSorted()].join('\n'),
  );
  return [...rules.values()].map((same) => ({
    kind: same[0]!.kind,
    principals: same[0]!.principals.toSorted() as Grant['principal'][],
    permissions: same.map(({ permission }) => permission),
  }));
}
