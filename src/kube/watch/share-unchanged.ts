import { isDeepStrictEqual } from 'node:util';
import type { Inventory } from '../../core/model/inventory.ts';

/** The next inventory with the objects of the one before wherever nothing has changed, so that `===` tells. */
export function shareUnchanged(before: Inventory | null, next: Inventory): Inventory {
  if (before === null) return next;
  const policies = before.policies && next.policies ? list(before.policies, next.policies) : next.policies;
  return {
    pods: list(before.pods, next.pods),
    owners: list(before.owners, next.owners),
    policies,
    mesh: small(before.mesh, next.mesh),
    ...(next.cluster && {
      cluster: { ...next.cluster, logging: small(before.cluster?.logging ?? null, next.cluster.logging) },
    }),
  };
}

function list<T>(before: readonly T[], next: readonly T[]): readonly T[] {
  return before.length === next.length && next.every((one, index) => one === before[index]) ? before : next;
}

function small<T>(before: T, next: T): T {
  return isDeepStrictEqual(before, next) ? before : next;
}
