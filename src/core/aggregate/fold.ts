import { type Operation, OVERFLOW_PATH, operationKey } from '../model/operation.ts';
import { least } from './counts.ts';
import { foldedPaths } from './folded-paths.ts';
import { groupBy } from './group-by.ts';
import { isTemplate } from './path-language.ts';
import { chooseLiterals } from './samples.ts';
import { totalOf } from './total-of.ts';

/**
 * Read-time folding of all operations of one workload: each path then belongs to exactly one operation of its
 * caller, and the sums stay. A function of the set, in `seq` order; folding again changes nothing. A folded
 * operation has the `seq` of the one that was stored under its path, else the lowest.
 */
export function foldOperations(operations: readonly Operation[]): Operation[] {
  const pathOf = foldedPaths(operations);
  const groups = groupBy(operations, (operation) => operationKey({ ...operation, path: pathOf(operation) }));
  const folded: Operation[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first !== undefined) folded.push(foldGroup(group, first, pathOf(first)));
  }
  return folded.sort((a, b) => a.seq - b.seq);
}

function foldGroup(group: readonly Operation[], first: Operation, path: string | null): Operation {
  if (group.length === 1 && first.path === path) return first;
  const total = totalOf(group);
  const concrete = group.flatMap((operation) => (operation.path !== path ? literalOf(operation) : []));
  const own = group.find((operation) => operation.path === path);
  return {
    ...first,
    ...total,
    path,
    seq: own?.seq ?? least(group.map(({ seq }) => seq)),
    literals: chooseLiterals(total.literals, concrete),
  };
}

function literalOf({ path }: Operation): readonly string[] {
  return path === null || path === OVERFLOW_PATH || isTemplate(path) ? [] : [path];
}
